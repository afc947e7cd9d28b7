"""The connected shapes of ink on a page: letters, marks, dots; and which of them are no text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.scale import Image

Numbers = NDArray[np.int32]
Indices = NDArray[np.integer[Any]]

# Pixels at 300 dpi.
_SPECK_AREA = 3
_TALLEST = 170  # a capital of 40 points
_WIDEST = 1200
_THINNEST = 16  # times higher than wide: a scratch
_DOT = 8
_DASH = 34
_PITCH = 12  # the widest gap within a dotted or dashed line
_FEWEST_DOTS = 6


@dataclass(frozen=True)
class Shapes:
    """`labels`: page of shape numbers, 0 is paper. The arrays are indexed by shape number."""

    labels: NDArray[np.int32]
    left: Numbers
    top: Numbers
    right: Numbers
    bottom: Numbers
    area: Numbers
    is_text: NDArray[np.bool_]

    @property
    def height(self) -> Numbers:
        return self.bottom - self.top

    @property
    def width(self) -> Numbers:
        return self.right - self.left


def find_shapes(ink: Image) -> Shapes:
    """All shapes of the ink mask; specks, dotted lines and what is too large for a letter are no text."""
    _, labels, found, _ = cv2.connectedComponentsWithStats(ink)
    stats = np.asarray(found, np.int32)
    left, top, width, height, area = (stats[:, column] for column in range(5))
    is_text = (area >= _SPECK_AREA) & (height <= _TALLEST) & (width <= _WIDEST)
    is_text &= height < _THINNEST * width
    is_text[0] = False
    dots = np.flatnonzero((height <= _DOT) & (width <= _DASH) & (area >= 3))
    is_text[_leaders(ink.shape, stats, dots)] = False
    return Shapes(np.asarray(labels, np.int32), left, top, left + width, top + height, area, is_text)


def _leaders(shape: tuple[int, ...], stats: Numbers, dots: Indices) -> Indices:
    """Those of `dots` that stand in a dotted or dashed line. A dot larger than its row is a letter's."""
    if len(dots) < _FEWEST_DOTS:
        return dots[:0]
    rows = np.zeros(((shape[0] + 1) // 2, (shape[1] + 1) // 2), np.uint8)
    left, top, width, height, area = (stats[dots, column] for column in range(5))
    for x, y, w, h in zip(left.tolist(), top.tolist(), width.tolist(), height.tolist(), strict=True):
        middle = (2 * y + h) // 4
        cv2.rectangle(rows, ((x - _PITCH // 2) // 2, middle), ((x + w + _PITCH // 2) // 2, middle + 1), 1, -1)
    _, row_labels = cv2.connectedComponents(rows)
    row = row_labels[np.minimum((2 * top + height) // 4, rows.shape[0] - 1), (2 * left + width) // 4]
    found = []
    for number in np.flatnonzero(np.bincount(row) >= _FEWEST_DOTS):
        members = np.flatnonzero(row == number)
        small = area[members] <= 2.2 * np.median(area[members]) + 2
        small &= height[members] <= 1.25 * np.median(height[members]) + 1
        found.append(dots[members[small]])
    return np.concatenate(found) if found else dots[:0]
