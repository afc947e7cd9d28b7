"""Light print on dark bars."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading.read import read_page
from pipeline.reading.reversed import with_bars_reversed
from pipeline.reading.scale import glance
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, font, letter, paper, pixels

HEAD = "Quan hệ với chủ hộ"


def with_bar(box: tuple[int, int, int, int], text: str, shade: tuple[int, int, int]) -> Image.Image:
    page = letter()
    draw = ImageDraw.Draw(page)
    draw.rectangle(box, fill=shade)
    draw.text((box[0] + 40, box[1] + 15), text, fill="white", font=font(50))
    return page


@pytest.mark.parametrize("shade", [(30, 30, 30), (40, 60, 110)])
def test_the_head_of_a_table_is_read(tesseract: TesseractEngine, shade: tuple[int, int, int]) -> None:
    page = with_bar((150, 850, 1600, 930), HEAD, shade)
    assert read_page(pixels(page), 300, tesseract).text().splitlines() == [*LINES, HEAD]


def portrait() -> Image.Image:
    """Light, dark and all between, as in a photo."""
    page, across = paper(), np.linspace(10, 235, 600)
    shades = np.tile(across, (300, 1)).astype(np.uint8)
    page.paste(Image.fromarray(shades), (300, 300))
    return page


@pytest.mark.parametrize(
    "page",
    [
        letter(),
        with_bar((150, 850, 1600, 930), "", (30, 30, 30)),
        with_bar((0, 850, 1800, 930), HEAD, (30, 30, 30)),
        portrait(),
    ],
    ids=["no bar", "no print", "the edge of the sheet", "a photo"],
)
def test_what_is_no_bar_with_print_stays(page: Image.Image) -> None:
    gray = np.asarray(cv2.extractChannel(pixels(page), 2), np.uint8)
    assert with_bars_reversed(gray, glance(pixels(page), 300)) is gray
