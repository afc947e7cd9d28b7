"""Whole pages through the real engine."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from models.geometry import Box
from models.page import PageReading, PageState, Word
from pipeline.reading.orient import CLEARLY_LEVEL, rhythm_of_rows, small_ink
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, font, letter, paper, pixels, turned


class Unused:
    """An engine that must not be needed."""

    name = "unused"
    version = "0"

    def read(self, image: object, dpi: int, alphabet: str = "") -> list[Word]:
        raise AssertionError("this page has no text")


def read(page: Image.Image, engine: TesseractEngine, dpi: int = 300) -> PageReading:
    return read_page(pixels(page), dpi, engine)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 1.7, -3.2, 178.9])
def test_reads_a_page_however_it_lies(tesseract: TesseractEngine, degrees: float) -> None:
    result = read(turned(letter(), degrees), tesseract)
    assert result.state is PageState.READ
    assert result.text().splitlines() == list(LINES)


@pytest.mark.parametrize(("dpi", "told"), [(200, 200), (200, 0), (400, 400), (200, 72)])
def test_reads_at_any_resolution(tesseract: TesseractEngine, dpi: int, told: int) -> None:
    sheet = paper(2480, 3508)
    sheet.paste(letter(), (100, 100))
    page = sheet.resize((2480 * dpi // 300, 3508 * dpi // 300), Image.Resampling.LANCZOS)
    reading = read(page, tesseract, told)
    assert reading.text().splitlines() == list(LINES)
    assert abs(reading.dpi - 300) <= 1


@pytest.mark.parametrize("degrees", [0, 90, 180, 1.5])
def test_boxes_lead_back_to_the_pixels_given(tesseract: TesseractEngine, degrees: float) -> None:
    page = letter(("Nguyễn",))
    ImageDraw.Draw(page).text((150, 700), "Quê quán: xã Mỹ Lộc, huyện Bình Lục", fill=0, font=font())
    at = ImageDraw.Draw(page).textbbox((150, 150), "Nguyễn", font=font())
    mark = Image.new("L", page.size, 0)
    ImageDraw.Draw(mark).rectangle(at, fill=255)
    where = mark.rotate(degrees, expand=True).getbbox()
    assert where is not None
    reading = read(turned(page, degrees), tesseract)
    (word,) = [word for word in reading.words if word.text == "Nguyễn"]
    found = reading.to_image.box(word.box)
    assert all(abs(ours - true) <= 8 for ours, true in zip(found, where, strict=True))


def test_dotted_dashed_and_solid_lines_do_not_hide_what_stands_on_them(tesseract: TesseractEngine) -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    for number in range(len(LINES)):
        y = 150 + 110 * number + 50
        if number % 3 == 0:
            for x in range(150, 1500, 8):
                draw.rectangle((x, y, x + 2, y + 2), fill=(60, 60, 60))
        elif number % 3 == 1:
            for x in range(150, 1500, 24):
                draw.rectangle((x, y, x + 14, y + 2), fill=(60, 60, 60))
        else:
            draw.rectangle((150, y, 1500, y + 2), fill=(60, 60, 60))
    assert read(page, tesseract).text().splitlines() == list(LINES)


def test_a_red_stamp_does_not_hide_the_name_below_it(tesseract: TesseractEngine) -> None:
    page = letter()
    draw = ImageDraw.Draw(page, "RGBA")
    for size in range(0, 6):
        draw.ellipse((500 + size, 60 + size, 900 - size, 460 - size), outline=(215, 40, 50, 230))
    draw.text((560, 230), "ỦY BAN NHÂN DÂN", fill=(215, 40, 50, 230), font=font(36))
    lines = read(page, tesseract).text()
    assert "Nguyễn Thị Hoài Thương" in lines
    assert "14/03/1987" in lines


def test_red_print_is_read(tesseract: TesseractEngine) -> None:
    page = letter()
    ImageDraw.Draw(page).text((300, 850), "CĂN CƯỚC CÔNG DÂN", fill=(200, 30, 40), font=font(60))
    assert "CĂN CƯỚC CÔNG DÂN" in read(page, tesseract).text()


def test_a_ruled_table_is_read_cell_by_cell(tesseract: TesseractEngine) -> None:
    page = letter(LINES[:1])
    draw = ImageDraw.Draw(page)
    columns, rows = (150, 420, 900, 1500), (400, 520, 700)
    for x in columns:
        draw.rectangle((x, rows[0], x + 3, rows[-1]), fill=0)
    for y in rows:
        draw.rectangle((columns[0], y, columns[-1] + 3, y), fill=0, width=3)
    for x, y, text in [
        (170, 425, "Số"),
        (440, 425, "Họ và tên"),
        (920, 425, "Quan hệ"),
        (170, 560, "1"),
        (440, 530, "Trần Văn"),
        (440, 610, "Khánh"),
        (920, 560, "Con đẻ"),
    ]:
        draw.text((x, y), text, fill=0, font=font())
    reading = read(page, tesseract)
    assert reading.text().splitlines() == [
        LINES[0], "Số", "Họ và tên", "Quan hệ", "1", "Trần Văn", "Khánh", "Con đẻ",
    ]  # fmt: skip
    (table,) = reading.tables
    assert [len(row) for row in table.rows] == [3, 3]
    name = next(word for word in reading.words if word.text == "Khánh")
    assert table.rows[1][1].contains(name.box)


@pytest.mark.parametrize("apart", [0, 10])
def test_digit_boxes_are_one_number(tesseract: TesseractEngine, apart: int) -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    draw.text((150, 800), "Số định danh cá nhân:", fill=0, font=font())
    for index, digit in enumerate("036187004251"):
        left = 680 + index * (58 + apart)
        draw.rectangle((left, 795, left + 58, 863), outline=(50, 50, 50), width=3)
        draw.text((left + 18, 802), digit, fill=0, font=font())
    reading = read(page, tesseract)
    assert "Số định danh cá nhân: 036187004251" in reading.text().splitlines()


@pytest.mark.parametrize("x", [45, 90, 180])
def test_blank_pages_with_holes_shadows_and_specks_are_blank(x: int) -> None:
    page = paper(2480, 3508)
    draw = ImageDraw.Draw(page)
    for y in (1200, 2200):
        draw.ellipse((x, y, x + 70, y + 70), fill=(40, 40, 40))
    draw.rectangle((0, 0, 25, 3508), fill=(90, 90, 90))
    noise = np.random.default_rng(7)
    for x, y in noise.integers(60, 2400, (300, 2)).tolist():
        draw.point((x, y), fill=(80, 80, 80))
    result = read_page(pixels(page), 300, Unused())
    assert result.state is PageState.BLANK
    assert result.words == ()
    assert result.ink < 0.001


@pytest.mark.parametrize("what", ["stamp", "number", "signature"])
def test_a_page_with_one_thing_on_it_is_not_blank(tesseract: TesseractEngine, what: str) -> None:
    page = paper(2480, 3508)
    draw = ImageDraw.Draw(page)
    if what == "stamp":
        draw.ellipse((1500, 2200, 1900, 2600), outline=(210, 60, 70), width=6)
    elif what == "number":
        draw.text((2200, 120), "17", fill=(30, 30, 30), font=font(50))
    else:
        points = [(1500 + 4 * x, 2300 + 60 * math.sin(x / 9) * math.cos(x / 23)) for x in range(120)]
        draw.line(points, fill=(40, 50, 150), width=5)
    assert read(page, tesseract).state is PageState.READ


@pytest.mark.parametrize("degrees", [0, 90, 180, 2])
def test_a_qr_code_is_decoded_where_it_is(tesseract: TesseractEngine, degrees: float) -> None:
    text = "036187004251||Nguyễn Thị Hoài Thương|14031987|Nữ|Đông Thọ, Nam Định|02052021"
    code = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4))
    page = letter()
    page.paste(Image.fromarray(code), (1300, 800))
    reading = read(turned(page, degrees), tesseract)
    (found,) = reading.codes
    assert (found.kind, found.text) == ("qr", text)
    assert found.box.contains(Box(*(2 * [1300 + len(code) // 2, 800 + len(code) // 2]))) or degrees
    assert reading.text().splitlines() == list(LINES)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 2), (40, 40)])
@pytest.mark.parametrize("fill", ["white", "black", "noise"])
def test_odd_images_are_no_errors(tesseract: TesseractEngine, size: tuple[int, int], fill: str) -> None:
    if fill == "noise":
        image = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    else:
        image = np.full((*size, 3), 255 if fill == "white" else 0, np.uint8)
    reading = read_page(image, 300, tesseract)
    assert reading.state in (PageState.READ, PageState.BLANK)


def test_a_gray_page_reads_as_a_coloured_one(tesseract: TesseractEngine) -> None:
    gray = cv2.cvtColor(pixels(letter()), cv2.COLOR_BGR2GRAY)
    assert read_page(np.asarray(gray, np.uint8), 300, tesseract).text().splitlines() == list(LINES)


def test_the_same_page_gives_the_same_reading(tesseract: TesseractEngine) -> None:
    first, second = (read(letter(), tesseract) for _ in range(2))
    assert first.model_copy(update={"seconds": 0.0}) == second.model_copy(update={"seconds": 0.0})


def test_a_scratch_on_the_scanners_glass_hides_nothing(tesseract: TesseractEngine) -> None:
    page = turned(letter(), 1.4)
    draw = ImageDraw.Draw(page)
    for x in (430, 611):
        draw.rectangle((x, 0, x + 1, page.height), fill=(120, 120, 120))
    assert read(page, tesseract).text().splitlines() == list(LINES)


def test_the_dot_in_a_zero_makes_no_six(tesseract: TesseractEngine) -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    draw.text((150, 800), "Số: 035060800906", fill=0, font=font(50, "Liberation Mono"))
    assert "035060800906" in read(page, tesseract).text()


def test_a_tiny_code_is_found_at_a_second_look(tesseract: TesseractEngine) -> None:
    text = "036187004251||Nguyễn Thị Hoài Thương|14031987|Nữ|Đông Thọ, Nam Định|02052021"
    code = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8))
    sheet = paper(1654, 2339)
    small = Image.fromarray(code).resize((112, 112), Image.Resampling.BOX)
    sheet.paste(small.filter(ImageFilter.GaussianBlur(1.2)), (1200, 300))
    assert not zxingcpp.read_barcodes(pixels(sheet))
    reading = read(sheet, tesseract, 200)
    assert [code.text for code in reading.codes] == [text]


def test_a_picture_of_upright_stripes_lays_no_page_on_its_side(tesseract: TesseractEngine) -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    for x in range(150, 1650, 60):
        for y in range(850, 1250, 100):
            draw.rectangle((x, y, x + 14, y + 90), fill=(90, 90, 90))
    look = small_ink(np.asarray(page.convert("L"), np.uint8), 300)
    assert rhythm_of_rows(look) < CLEARLY_LEVEL  # the stripes drown the lines of text
    assert read(page, tesseract).text().splitlines()[: len(LINES)] == list(LINES)
