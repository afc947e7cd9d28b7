"""Letters and signs that must not be lost on the way to the engine."""

from __future__ import annotations

import pytest
from PIL import ImageDraw

from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import font, letter, paper, pixels


@pytest.mark.parametrize("family", ["Liberation Serif", "Open Sans"])
def test_a_letter_with_a_tail_among_many_marks_is_no_two_lines_grown_together(
    tesseract: TesseractEngine, family: str
) -> None:
    lines = ("QUYỀN SỬ DỤNG ĐẤT,", "QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT")
    reading = read_page(pixels(letter(lines, family=family)), 300, tesseract)
    assert reading.text().splitlines() == list(lines)


@pytest.mark.parametrize("space", [12, 14])
def test_a_dash_between_words_is_kept(tesseract: TesseractEngine, space: int) -> None:
    page = paper()
    draw, at = ImageDraw.Draw(page), 150
    for word in ("Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc"):
        draw.text((at, 300), word, fill=0, font=font(50, "Open Sans"))
        at += round(font(50, "Open Sans").getlength(word)) + space
    assert read_page(pixels(page), 300, tesseract).text() == "Độc lập - Tự do - Hạnh phúc"
