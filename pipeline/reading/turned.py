"""A page that a clerk turned upright, since the machine had turned it wrongly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.geometry import IDENTITY, Affine
from models.page import PageReading
from pipeline.reading.engine import OcrEngine
from pipeline.reading.frame import after
from pipeline.reading.read import read_page
from pipeline.reading.recorder import Recorder, unrecorded


def read_turned(
    pixels: NDArray[np.uint8], dpi: int, turns: int, engine: OcrEngine, record: Recorder = unrecorded
) -> PageReading:
    """As `read_page`, where `turns` quarter turns to the left make `pixels` upright. The reading maps to
    `pixels` as they came, and its settings name the turns, so that it is kept beside the machine's."""
    height, width = pixels.shape[:2]
    reading = read_page(np.ascontiguousarray(np.rot90(pixels, turns)), dpi, engine, record, upright=True)
    to_image = after(turned_back(width, height, turns), reading.to_image)
    return reading.model_copy(update={"to_image": to_image, "settings": f"{reading.settings} turned {turns}"})


def turned_back(width: int, height: int, turns: int) -> Affine:
    """From an image turned to the left by quarters to the image, `width` by `height` pixels, that it was."""
    back = IDENTITY
    for _ in range(turns):
        back = after(back, Affine(0, -1, width, 1, 0, 0))
        width, height = height, width
    return back
