"""Blue signatures across print."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading.read import read_page
from pipeline.reading.scale import glance
from pipeline.reading.signatures import without_signatures
from pipeline.reading.tesseract import TesseractEngine
from samples.ink import BLUE, sign
from tests.pipeline.reading.drawing import LINES, font, letter, paper, pixels


def test_a_signature_across_lines_hides_none(tesseract: TesseractEngine) -> None:
    page = letter()
    sign(page, (450, 130, 1150, 530), random.Random(6))
    assert read_page(pixels(page), 300, tesseract).text().splitlines() == list(LINES)


def blue_letter() -> Image.Image:
    page = paper()
    for number, line in enumerate(LINES):
        ImageDraw.Draw(page).text((150, 150 + 110 * number), line, fill=BLUE, font=font())
    return page


def blue_table() -> Image.Image:
    page = letter()
    for y in (130, 240, 350):
        ImageDraw.Draw(page).rectangle((130, y, 1500, y + 110), outline=BLUE, width=4)
    return page


def blue_picture() -> Image.Image:
    page = letter()
    ImageDraw.Draw(page).ellipse((900, 700, 1300, 1100), fill=BLUE)
    return page


@pytest.mark.parametrize("page", [blue_letter(), blue_table(), blue_picture(), letter()])
def test_other_blue_ink_stays(page: Image.Image) -> None:
    gray = np.asarray(cv2.extractChannel(pixels(page), 2), np.uint8)
    assert without_signatures(pixels(page), gray, glance(pixels(page), 300)) is gray
