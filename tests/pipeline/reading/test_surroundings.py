"""Sheets on a desk, and small ones on a dark scanner."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading.read import read_page
from pipeline.reading.scale import glance
from pipeline.reading.surroundings import without_surroundings
from pipeline.reading.tesseract import TesseractEngine
from samples.wear import scan
from tests.pipeline.reading.drawing import LINES, letter, paper, pixels


def on_a_desk(page: Image.Image) -> Image.Image:
    """From a little aside, in uneven light."""
    return scan(page, None, "photo", 300, random.Random(4))


def on_a_dark_scanner(page: Image.Image) -> Image.Image:
    laid = Image.new("RGB", (page.width * 2, page.height * 2), (40, 40, 42))
    laid.paste(page, (300, 500))
    return laid


@pytest.mark.parametrize("lay", [on_a_desk, on_a_dark_scanner])
def test_the_edge_of_the_sheet_is_no_print(
    tesseract: TesseractEngine, lay: Callable[[Image.Image], Image.Image]
) -> None:
    reading = read_page(pixels(lay(letter())), 300, tesseract)
    assert reading.text().splitlines() == list(LINES)


def with_a_dark_corner() -> Image.Image:
    """A picture that is cut off by the sheet's edge."""
    page = letter()
    ImageDraw.Draw(page).rectangle((0, 900, 700, 1300), fill=(50, 50, 50))
    return page


@pytest.mark.parametrize("page", [paper(), letter(), with_a_dark_corner()], ids=["empty", "print", "picture"])
def test_a_page_without_surroundings_stays(page: Image.Image) -> None:
    gray = np.asarray(cv2.extractChannel(pixels(page), 2), np.uint8)
    assert without_surroundings(gray, glance(pixels(page), 300)) is gray
