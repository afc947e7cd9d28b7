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


def percentile(values: NDArray[Any], share: float) -> float:
    """As NumPy's, in a twentieth of its time where the values are few: pages ask for hundreds."""
    ordered = np.sort(values)
    at = share / 100 * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def find_shapes(ink: Image) -> Shapes:
    """All shapes of the ink mask; specks, dotted lines and what is too large for a letter are no text."""
    count, found = cv2.connectedComponents(ink)
    labels = np.asarray(found, np.int32)
    left, top, right, bottom, area = _extents(ink, labels, count)
    width, height = right - left, bottom - top
    is_text = (area >= _SPECK_AREA) & (height <= _TALLEST) & (width <= _WIDEST)
    is_text &= height < _THINNEST * width
    is_text[0] = False
    dots = np.flatnonzero((height <= _DOT) & (width <= _DASH) & (area >= 3))
    shapes = Shapes(labels, left, top, right, bottom, area, is_text)
    is_text[_leaders(shapes, dots)] = False
    return shapes


def _extents(ink: Image, labels: Numbers, count: int) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Left, top, right, bottom and area of each of `count` shapes, from the runs of ink in each row: a third
    of the time that OpenCV takes, which asks every pixel."""
    height, width = ink.shape
    rows = np.zeros((height, width + 1), np.uint8)  # the empty column ends the last run of each row
    rows[:, :width] = ink
    flat = np.concatenate([np.zeros(1, np.uint8), rows.reshape(-1)])
    starts, ends = np.flatnonzero(flat[1:] != flat[:-1]).reshape(-1, 2).T
    y, x = np.divmod(starts, width + 1)
    length = ends - starts
    shape = labels[y, x]
    left, top, right, bottom = (np.zeros(count, np.int32) for _ in range(4))
    left[:] = width
    np.minimum.at(left, shape, x.astype(np.int32))
    np.maximum.at(right, shape, (x + length).astype(np.int32))
    top[shape[::-1]] = y[::-1]  # of numbers put to the same place the last one stays
    bottom[shape] = y + 1
    return left, top, right, bottom, np.bincount(shape, length, count).astype(np.int32)


def _leaders(shapes: Shapes, dots: Indices) -> Indices:
    """Those of `dots` that stand in a dotted or dashed line. A dot larger than its row is a letter's."""
    if len(dots) < _FEWEST_DOTS:
        return dots[:0]
    page_height, page_width = shapes.labels.shape
    rows = np.zeros(((page_height + 1) // 2, (page_width + 1) // 2), np.uint8)
    left, top, width, height, area = (
        numbers[dots] for numbers in (shapes.left, shapes.top, shapes.width, shapes.height, shapes.area)
    )
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
