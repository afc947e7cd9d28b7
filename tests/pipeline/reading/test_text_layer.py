"""A PDF's own text is used where it is what the page shows, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image

from models.page import PageReading, PageState
from pipeline.intake.limits import Limits
from pipeline.intake.pages import render_page
from pipeline.reading.text_layer import read_text_layer

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
LINES = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "GIẤY KHAI SINH",
    "Họ, chữ đệm, tên: TRỊNH THU HÀ",
    "Ngày, tháng, năm sinh: 05/6/2015",
    "Nơi cư trú: Thôn Hồng Sơn, Xã Sơn Trà",
]


class Paper:
    """A born-digital page in the making."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.add_page()
        self.pdf.add_font("body", "", FONT)
        self.pdf.set_font("body", size=13)

    def lines(self, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            self.pdf.set_xy(60, 80 + 30 * number)
            self.pdf.cell(0, 20, line)

    def read(self, folder: Path) -> PageReading | None:
        file = folder / "paper.pdf"
        self.pdf.output(str(file))
        image = render_page(file, "application/pdf", 1, Limits())
        return read_text_layer(file, 1, image.pixels, image.dpi)


def test_a_born_digital_page_needs_no_ocr(tmp_path: Path) -> None:
    paper = Paper()
    paper.lines(LINES)
    reading = paper.read(tmp_path)
    assert reading is not None and reading.state is PageState.TEXT_LAYER
    assert reading.text().splitlines() == LINES
    word = next(word for word in reading.words if word.text == "TRỊNH")
    left, top, right, bottom = (side * 72 / 300 for side in word.box)  # back to points
    assert 170 < left < right < 230 and 135 < top < bottom < 165


def test_columns_of_one_line_stay_one_line(tmp_path: Path) -> None:
    paper = Paper()
    paper.lines(LINES)
    paper.pdf.set_xy(400, 110)
    paper.pdf.cell(0, 20, "Số: 31/2021")
    reading = paper.read(tmp_path)
    assert reading is not None and "GIẤY KHAI SINH Số: 31/2021" in reading.text().splitlines()


def test_a_ruled_table_is_found_and_counts_as_no_ink(tmp_path: Path) -> None:
    paper = Paper()
    paper.lines(LINES)
    for row in range(4):
        for column, text in enumerate(("TT", "Họ, chữ đệm và tên", "Giới tính")):
            paper.pdf.set_xy(60 + 150 * column, 300 + 24 * row)
            paper.pdf.cell(150, 24, text, border=1)
    reading = paper.read(tmp_path)
    assert reading is not None
    assert [[len(row) for row in table.rows] for table in reading.tables] == [[3, 3, 3, 3]]


def test_invisible_text_is_not_believed(tmp_path: Path) -> None:
    paper = Paper()
    paper.pdf.text_mode = TextMode.INVISIBLE
    paper.lines(LINES)
    assert paper.read(tmp_path) is None


def test_white_text_is_not_believed(tmp_path: Path) -> None:
    paper = Paper()
    paper.pdf.set_text_color(255, 255, 255)
    paper.lines(LINES)
    assert paper.read(tmp_path) is None


def test_ink_that_no_word_covers_needs_ocr(tmp_path: Path) -> None:
    paper = Paper()
    paper.lines(LINES)
    paper.pdf.set_fill_color(0, 0, 0)
    paper.pdf.rect(60, 400, 300, 60, style="F")
    assert paper.read(tmp_path) is None


def test_a_scan_with_a_text_layer_is_read_again(tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    Image.new("RGB", (1240, 1754), (250, 250, 250)).save(picture)
    paper = Paper()
    paper.pdf.image(str(picture), 0, 0, paper.pdf.w, paper.pdf.h)
    paper.lines(LINES)
    assert paper.read(tmp_path) is None


@pytest.mark.parametrize(
    "line",
    [
        "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam ñoäc laäp töï do",
    ],
    ids=["TCVN3", "VNI"],
)
def test_old_encodings_are_noticed(tmp_path: Path, line: str) -> None:
    paper = Paper()
    paper.pdf.set_font("body", size=10)
    paper.lines([line] * 5)
    assert paper.read(tmp_path) is None


def test_an_empty_page_has_no_text_layer(tmp_path: Path) -> None:
    assert Paper().read(tmp_path) is None


def test_a_damaged_file_has_no_text_layer(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    paper = Paper()
    paper.lines(LINES)
    paper.pdf.output(str(file))
    pixels = render_page(file, "application/pdf", 1, Limits()).pixels
    file.write_bytes(b"%PDF-1.4\n%%EOF")
    assert read_text_layer(file, 1, pixels, 300) is None


def test_a_font_whose_numbers_are_no_letters_is_noticed(tmp_path: Path) -> None:
    paper = Paper()
    shifted = "".join(
        chr(ord(sign) - 29) if sign.isascii() and sign != " " else sign for sign in "Uy ban nhan dan"
    )
    paper.lines([shifted] * 5)
    assert paper.read(tmp_path) is None
