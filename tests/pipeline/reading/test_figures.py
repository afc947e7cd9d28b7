"""Figures that are read a second time."""

from __future__ import annotations

import pytest

from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import letter, pixels
from tests.pipeline.reading.mistaken import Mistaken

LINES = (
    "Số: 227/UBND-XNTTHN",
    "Số định danh: 042085001234",
    "Ngày sinh: 04/3/1985, Xóm 12, Xã Sơn Trà",
    "Diện tích: 141,7 m2",
)
FIGURES = ["227/UBND-XNTTHN", "042085001234", "04/3/1985,", "12,", "141,7"]


def confirmed(engine: TesseractEngine, wrong: dict[str, str]) -> dict[str, bool]:
    """Each word with a figure, and whether it was read twice alike; `wrong`: what is misread first."""

    def mistake(text: str) -> str:
        return wrong.get(text, text)

    reading = read_page(pixels(letter(LINES)), 300, Mistaken(engine, mistake))
    figures = [word for word in reading.words if any(sign.isdecimal() for sign in word.text)]
    return {word.text: word.confirmed for word in figures}


def test_figures_that_two_readings_give_alike_are_confirmed(tesseract: TesseractEngine) -> None:
    found = confirmed(tesseract, {})
    assert {text: found[text] for text in FIGURES} == dict.fromkeys(FIGURES, True)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("042085001234", "042085001834"),
        ("04/3/1985,", "04/8/1985,"),
        ("12,", "17,"),
        ("141,7", "1417"),
        ("227/UBND-XNTTHN", "221/UBND-XNTTHN"),
        ("227/UBND-XNTTHN", "227UBND-XNTTHN"),
    ],
)
def test_where_they_differ_nothing_is_confirmed(tesseract: TesseractEngine, right: str, wrong: str) -> None:
    found = confirmed(tesseract, {right: wrong})
    others = [text for text in FIGURES if text != right]
    assert found[wrong] is False
    assert all(found[text] for text in others)
