"""Nothing that looks like text is dropped in silence: it is read once more, or told as unread."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.geometry import Box
from models.page import PageReading, Word
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, font, letter, pixels


class Forgetful:
    """Tesseract that loses words: of the page's lines once, or for ever."""

    name, version = "forgetful", "1"

    def __init__(self, engine: TesseractEngine, lost: str, *, for_ever: bool) -> None:
        self._engine = engine
        self._lost = set(lost.split())
        self._for_ever = for_ever
        self._read = False

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        words = self._engine.read(image, dpi, alphabet)
        if self._read and not self._for_ever:
            return words
        self._read = True
        return [word for word in words if word.text not in self._lost]


def read(page: Image.Image, engine: TesseractEngine | Forgetful) -> PageReading:
    return read_page(pixels(page), 300, engine)


@pytest.mark.parametrize("lost", [LINES[2], "Thương", "tộc:", "số", "4,"])
def test_what_the_engine_drops_is_read_once_more(tesseract: TesseractEngine, lost: str) -> None:
    reading = read(letter(), Forgetful(tesseract, lost, for_ever=False))
    assert reading.text().splitlines() == list(LINES)
    assert reading.unread == ()


@pytest.mark.parametrize("lost", [LINES[2], "Thương"])
def test_what_is_never_read_is_told_with_its_place(tesseract: TesseractEngine, lost: str) -> None:
    whole = read(letter(), tesseract)
    reading = read(letter(), Forgetful(tesseract, lost, for_ever=True))
    missing = [word for word in whole.words if word.text in lost.split()]
    for word in missing:
        assert any(region.contains(word.box) for region in reading.unread), word.text
    assert len(reading.unread) == 1


def test_a_line_in_a_ruled_cell_is_read_once_more_without_its_rules(tesseract: TesseractEngine) -> None:
    page = letter(LINES[:1])
    draw = ImageDraw.Draw(page)
    for x in (150, 700, 1500):
        draw.rectangle((x, 400, x + 3, 640), fill=0)
    for y in (400, 520, 640):
        draw.rectangle((150, y, 1503, y + 3), fill=0)
    for x, y, text in [
        (170, 430, "Dân tộc"),
        (720, 430, "Sán Dìu"),
        (170, 550, "Quốc tịch"),
        (720, 550, "Việt Nam"),
    ]:
        draw.text((x, y), text, fill=0, font=font())
    reading = read(page, Forgetful(tesseract, "Sán Dìu", for_ever=False))
    assert reading.text().splitlines() == [LINES[0], "Dân tộc", "Sán Dìu", "Quốc tịch", "Việt Nam"]


def test_stamps_signatures_and_photos_are_no_holes(tesseract: TesseractEngine) -> None:
    page = letter()
    draw = ImageDraw.Draw(page, "RGBA")
    for size in range(6):
        draw.ellipse((900 + size, 760 + size, 1300 - size, 1160 - size), outline=(215, 40, 50, 230))
    for at, sign in enumerate("ỦY BAN NHÂN DÂN XÃ"):
        turn = math.radians(200 + 12 * at)
        place = 1100 + 165 * math.cos(turn) - 10, 960 + 165 * math.sin(turn) - 15
        draw.text(place, sign, fill=(215, 40, 50, 230), font=font(26))
    points = [(980 + 3 * x, 950 + 60 * math.sin(x / 9) * math.cos(x / 23)) for x in range(120)]
    draw.line(points, fill=(40, 50, 150), width=5)
    draw.rectangle((150, 800, 420, 1180), fill=(120, 130, 140))
    draw.ellipse((210, 850, 360, 1050), fill=(200, 170, 150))
    reading = read(page, tesseract)
    assert reading.unread == ()
    assert LINES[0] in reading.text()


def test_a_reading_keeps_its_unread_places() -> None:
    reading = PageReading.model_validate_json(
        '{"state": "read", "engine": "e", "settings": "s", "width": 9, "height": 9, "dpi": 300, "ink": 0.1,'
        ' "unread": [[1, 2, 3, 4]]}'
    )
    assert reading.unread == (Box(1, 2, 3, 4),)
    assert PageReading.model_validate_json(reading.model_dump_json()) == reading
