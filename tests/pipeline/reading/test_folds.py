"""A fold cuts a line of print in two: its letters are joined again."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from rapidfuzz.distance.Levenshtein import distance

from pipeline.reading.folds import mend_folds
from pipeline.reading.read import read_page
from pipeline.reading.scale import Image as Picture
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, letter, paper, pixels


def folded(page: Image.Image, y: int, fall: int = 5) -> Image.Image:
    """`page`, its print broken off along a line."""
    ImageDraw.Draw(page).line((0, y, page.width, y + fall), fill=(205, 204, 200), width=3)
    return page


@pytest.mark.parametrize("fall", [-7, 12])
def test_a_line_along_a_fold_is_read(tesseract: TesseractEngine, fall: int) -> None:
    page = paper(2480, 1500)
    page.paste(letter(), (250, 100))
    folded(page, 100 + 150 + 2 * 110 + 34, fall)
    lines = read_page(pixels(page), 300, tesseract).text().splitlines()
    assert sum(distance(line, right) for line, right in zip(lines, LINES, strict=True)) <= 2


def gray(page: Image.Image) -> Picture:
    return np.asarray(page.convert("L"), np.uint8)


def test_strokes_go_on_and_paper_stays_paper() -> None:
    page = Image.new("L", (1800, 1300), 255)
    draw = ImageDraw.Draw(page)
    for x in range(300, 1500, 40):
        draw.line((x, 600, x, 640), fill=20, width=6)
    mended = mend_folds(gray(folded(page.convert("RGB"), 620)))
    assert mended[600:640, 300].max() < 128
    assert mended[620, 100] == 255 and mended[620, 320] == 255


def test_rules_and_pages_without_folds_stay_as_they_are() -> None:
    page = letter()
    draw = ImageDraw.Draw(page)
    for y in range(760, 1240, 80):  # a table printed in gray
        draw.line((180, y, 1650, y), fill=(170, 170, 170), width=3)
    flat = cv2.normalize(gray(page), np.zeros((1300, 1800), np.uint8), 0, 255, cv2.NORM_MINMAX)
    assert np.array_equal(mend_folds(np.asarray(flat, np.uint8)), flat)
