"""Values of form fields are read whole, whatever a viewer draws of them; signed files are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.page import PageReading
from pipeline.intake.limits import Limits
from pipeline.intake.pages import render_page
from pipeline.reading.pdf_form import filled_in, is_signed
from pipeline.reading.text_layer import read_text_layer
from tests.pipeline.reading.pdf_forms import fill_in, sign
from tests.pipeline.reading.test_text_layer import LINES, Paper

NAME, NUMBER = "NGUYỄN VĂN ÂN", "036090001234"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    paper = Paper()
    paper.lines([*LINES, "Họ, chữ đệm và tên khai sinh:", "Số định danh:"])
    file = tmp_path / "form.pdf"
    paper.pdf.output(str(file))
    return file


def read(file: Path) -> PageReading:
    image = render_page(file, "application/pdf", 1, Limits())
    reading = read_text_layer(file, 1, image.pixels, image.dpi)
    assert reading is not None
    return reading


def test_a_field_is_read_whole_where_the_viewers_font_lacks_letters(form: Path) -> None:
    fill_in(form, {"name": (260, 230, NAME), "number": (260, 260, NUMBER)})
    assert [field.text for field in filled_in(form, 1)] == [NAME, NUMBER]
    reading = read(form)
    assert reading.text().splitlines()[5:] == [
        f"Họ, chữ đệm và tên khai sinh: {NAME}",
        f"Số định danh: {NUMBER}",
    ]
    word = next(word for word in reading.words if word.text == "NGUYỄN")
    left, top, right, bottom = (side * 72 / 300 for side in word.box)
    assert 255 < left < right < 400 and 225 < top < bottom < 255


def test_a_field_that_is_drawn_whole_keeps_the_boxes_of_its_words(form: Path) -> None:
    fill_in(form, {"number": (260, 260, NUMBER)}, {"number": NUMBER})
    assert read(form).text().splitlines()[6] == f"Số định danh: {NUMBER}"


def test_what_is_shown_counts_where_the_value_is_another(form: Path) -> None:
    fill_in(form, {"number": (260, 260, "999999999999")}, {"number": NUMBER})
    text = read(form).text()
    assert NUMBER in text
    assert "999999999999" not in text


@pytest.mark.parametrize("signed", [True, False])
def test_a_signed_file_is_told(form: Path, signed: bool) -> None:
    assert not is_signed(form)
    sign(form, signed=signed)
    assert is_signed(form) is signed


def test_a_damaged_file_has_no_fields(tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing")
    assert filled_in(file, 1) == []
    assert not is_signed(file)
