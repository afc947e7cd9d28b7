"""Signatures across print: blue strokes taller than writing on a line, taken out of the copy that is read.

They tie letters that they cross into one shape, which is no text. Where they lie over print it stays dark.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.scale import Image

_BLUE = 35  # how much the blue channel is above the others in blue ink
# Pixels at GLANCE_DPI.
_TALLEST_WRITING = 45
_WIDEST_STROKE = 8
_RULE = 60
_AROUND = 5  # of a stroke, where its edge is still bluish
_SOLID = 0.3  # of a signature's ink may lie in places wider than its strokes: where they cross


def without_signatures(pixels: Image, gray: Image, small: Image) -> Image:
    """`gray` without them. `pixels`: the page, gray or BGR, `small` the same at GLANCE_DPI."""
    if pixels.ndim == 2:
        return gray
    strokes = _strokes(_is_blue(small))
    if not strokes.any():
        return gray
    cleaned = gray.copy()
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
    scale = gray.shape[1] / strokes.shape[1]
    for left, top, width, height, _area in stats[1:].tolist():
        y, x = round(top * scale), round(left * scale)
        part = cleaned[y : y + round(height * scale), x : x + round(width * scale)]
        colours = pixels[y : y + part.shape[0], x : x + part.shape[1]]
        mask = strokes[top : top + height, left : left + width]
        near = cv2.resize(mask, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
        part[near] = colours[near][:, 0]  # in blue light, blue ink is pale
        part[near & _is_blue(colours)] = np.percentile(colours[:, :, 0], 90)
    return cleaned


def _is_blue(colours: Image) -> NDArray[np.bool_]:
    blue, green, red = cv2.split(colours[:, :, :3])
    return np.asarray(cv2.subtract(blue, cv2.max(green, red)) > _BLUE)


def _strokes(is_blue: NDArray[np.bool_]) -> Image:
    """Mask (0, 1) of the blue shapes that can only be signatures, with some paper around."""
    # Print that they cross parts them.
    joined = cv2.morphologyEx(is_blue.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    tall = stats[:, cv2.CC_STAT_HEIGHT] > _TALLEST_WRITING
    tall[0] = False
    for number in np.flatnonzero(tall):
        left, top, width, height, area = stats[number].tolist()
        own = (labels[top : top + height, left : left + width] == number).astype(np.uint8)
        wide = _opened(own, _WIDEST_STROKE, _WIDEST_STROKE)
        tall[number] = wide.sum() <= _SOLID * area and not _has_rule(own)
    mask = tall[labels].astype(np.uint8) if count > 1 else np.zeros(is_blue.shape, np.uint8)
    return np.asarray(cv2.dilate(mask, np.ones((_AROUND, _AROUND), np.uint8)), np.uint8)


def _has_rule(own: Image) -> bool:
    """A table's or a frame's, level or upright."""
    return bool(_opened(own, 1, _RULE).any() or _opened(own, _RULE, 1).any())


def _opened(own: Image, height: int, width: int) -> Image:
    """The parts of the mask that a rectangle of this size fits into."""
    rectangle = np.ones((height, width), np.uint8)
    opened = cv2.morphologyEx(own, cv2.MORPH_OPEN, rectangle, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(opened, np.uint8)
