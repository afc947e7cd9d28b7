"""Pages whose print does not tell which way they lie: a few lines are read each way."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.page import Word
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import letter, pixels, turned


class Counting:
    """Tesseract, and how often it ran."""

    name, version = "counting", "1"

    def __init__(self, engine: TesseractEngine) -> None:
        self._engine = engine
        self.runs = 0

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        self.runs += 1
        return self._engine.read(image, dpi, alphabet)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_of_one_word_is_tried_in_two_runs_and_read_in_one(
    tesseract: TesseractEngine, degrees: float
) -> None:
    engine = Counting(tesseract)
    reading = read_page(pixels(turned(letter(("CHUNG",)), degrees)), 300, engine)
    assert reading.text() == "CHUNG"
    assert engine.runs == 3


@pytest.mark.parametrize("degrees", [0, 180])
def test_a_page_of_figures_and_fillers_is_read_upright(tesseract: TesseractEngine, degrees: float) -> None:
    """Its print reaches further down than up, as if it stood on its head."""
    lines = ("9610080M3610088VNM", "7304104M330150JPG", "QJg 07, QJy 47", "Jy, gQ, 4477")
    page = pixels(turned(letter(lines), degrees))
    assert read_page(page, 300, tesseract).text().splitlines()[0] == lines[0]
