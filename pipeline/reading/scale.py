"""From the resolution a page came in to the one it is read at."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

WORKING_DPI = 300
GLANCE_DPI = 100
_A4_LONG_INCHES = 297 / 25.4
_LOWEST_DPI, _HIGHEST_DPI = 90, 1300
_SHORTEST_INCHES, _LONGEST_INCHES = 1.5, 25.0
_MOST_PIXELS = 40_000_000


def credible_dpi(image: Image, dpi: int) -> float:
    """`dpi` where the paper it implies can exist, else the one that makes the long side that of A4."""
    height, width = image.shape[:2]
    if _LOWEST_DPI <= dpi <= _HIGHEST_DPI:
        short, long = min(height, width) / dpi, max(height, width) / dpi
        if short >= _SHORTEST_INCHES and long <= _LONGEST_INCHES:
            return float(dpi)
    return float(max(height, width) / _A4_LONG_INCHES)


def working_scale(image: Image, dpi: float) -> float:
    """What to multiply lengths with so that the page has WORKING_DPI (less for a very large sheet)."""
    height, width = image.shape[:2]
    return min(WORKING_DPI / dpi, math.sqrt(_MOST_PIXELS / (height * width)))


def glance(pixels: Image, dpi: float) -> Image:
    """The page at GLANCE_DPI: enough to see where there is ink, where red, where a code may be."""
    return resized(pixels, GLANCE_DPI / dpi)


def resized(image: Image, scale: float) -> Image:
    """`image` at `scale` times its size, never less than one pixel; smaller by averaging areas."""
    image = _whole_blocks(image, scale)
    height, width = image.shape[:2]
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


def _whole_blocks(image: Image, scale: float) -> Image:
    """Without the last odd rows and columns where `scale` is one over a whole number: averaging whole blocks
    takes a third of the time."""
    block = round(1 / scale)
    height, width = image.shape[:2]
    if scale > 0.67 or abs(1 / scale - block) > 1e-6 or min(height, width) < block:
        return image
    return image[: height // block * block, : width // block * block]
