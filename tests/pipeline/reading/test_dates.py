"""Slashes of dates that were taken for figures."""

from __future__ import annotations

import pytest
from PIL import Image

from pipeline.reading.dates import agreed_date, could_be_a_date
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import letter, pixels
from tests.pipeline.reading.mistaken import Mistaken

DATE = "04/07/1965"


def read(page: Image.Image, engine: TesseractEngine, wrong: str, date: str = DATE) -> str:
    return read_page(pixels(page), 300, Mistaken(engine, lambda text: text.replace(date, wrong))).text()


@pytest.mark.parametrize("wrong", ["0410711965", "04I07!1965", "0410711965,", "04/07|1965"])
def test_a_date_is_put_right_where_both_readings_agree(tesseract: TesseractEngine, wrong: str) -> None:
    page = letter(("Ngày sinh:", f"Sinh ngày {DATE}", "Dân tộc: Kinh"))
    expected = DATE + wrong[len(DATE) :]
    assert read(page, tesseract, wrong).splitlines()[1] == f"Sinh ngày {expected}"


@pytest.mark.parametrize("wrong", ["0810711965", "0410711966", "1965", "abc"])
def test_where_they_differ_the_first_reading_stays(tesseract: TesseractEngine, wrong: str) -> None:
    page = letter(("Ngày sinh:", f"Sinh ngày {DATE}", "Dân tộc: Kinh"))
    assert read(page, tesseract, wrong).splitlines()[1] == f"Sinh ngày {wrong}"


def test_a_telephone_number_that_looks_like_a_date_stays(tesseract: TesseractEngine) -> None:
    page = letter(("Điện thoại:", "Số máy 0317111995", "Dân tộc: Kinh"))
    assert "0317111995" in read_page(pixels(page), 300, tesseract).text()


@pytest.mark.parametrize(
    ("first", "second", "date"),
    [
        ("04I107I1965", "04/07/1965", "04/07/1965"),
        ("04I107I1965,", "04/07/1965", "04/07/1965,"),
        ("04I107I1965", "04/7/1965", None),
        ("04I107I1965", "04/10/1965", None),
        ("0410711965", "0410711965", None),
    ],
)
def test_a_slash_may_be_taken_for_two_signs(first: str, second: str, date: str | None) -> None:
    assert could_be_a_date(first)
    assert agreed_date(first, second) == date
