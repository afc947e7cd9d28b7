"""Letters that a fold cuts: where paper was folded, print breaks along a faint line from edge to edge, and
the halves of its letters would be taken for two lines of shapes that mean nothing."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.scale import Image

# Pixels at 300 dpi.
_HALF = 4  # how far a fold reaches up and down from its middle
_SAMPLE, _STRIP = 8, 8  # every eighth column is looked at, eight of them as one strip
_FAINT = (7, 110)  # by how much it is darker than the paper above and below
_STEEPEST, _STEP = 1.5, 0.1  # degrees
_ACROSS = 0.4  # of the strips of a page see a fold: letters that it cuts hide it
_EDGES = slice(1, 4), slice(-4, -1)  # the strips of the margins, where no table's rule and no letter is
_OF_AN_EDGE = 2  # see it
_DISTANCE = 60  # from one fold to the next
_INK = 128
_SMALLEST = 800  # a side of a page that is looked at


class _Fold(NamedTuple):
    """Its height in the middle of the page, in pixels, and how much it falls, in pixels a pixel."""

    middle: int
    fall: float


def mend_folds(flat: Image) -> Image:
    """The level page on even white paper, its letters joined where a fold cuts them."""
    folds = _find_folds(flat)
    if folds:
        flat = flat.copy()
    columns = np.arange(flat.shape[1])
    for fold in folds:
        rows = np.round(fold.middle + fold.fall * (columns - flat.shape[1] / 2)).astype(int)
        rows = np.clip(rows, _HALF + 1, flat.shape[0] - _HALF - 2)
        # A stroke, even a slanting one, goes on where there is ink on both sides.
        above, below = (
            cv2.erode(flat[rows + side, columns].reshape(1, -1), np.ones((1, 3), np.uint8)).reshape(-1)
            for side in (-_HALF - 1, _HALF + 1)
        )
        joined = np.maximum(above, below)
        for row in range(-_HALF, _HALF + 1):
            here = flat[rows + row, columns]
            flat[rows + row, columns] = np.where(here < _INK, here, joined)
    return flat


def _find_folds(flat: Image) -> list[_Fold]:
    if min(flat.shape) < _SMALLEST:
        return []
    seen = _strips(flat)
    near = cv2.dilate(seen, np.ones((1, 7), np.uint8))  # it may fall
    if not all((near[edge].sum(axis=0) >= _OF_AN_EDGE).any() for edge in _EDGES):
        return []
    falls = np.tan(np.radians(np.arange(-_STEEPEST, _STEEPEST + 0.01, _STEP)))
    votes = np.stack([_votes(seen, float(fall)) for fall in falls])
    found: list[_Fold] = []
    while votes.max() >= _ACROSS * len(seen):
        at, row = np.unravel_index(int(votes.argmax()), votes.shape)
        found.append(_Fold(int(row), float(falls[at])))
        votes[:, max(row - _DISTANCE, 0) : row + _DISTANCE] = 0
    return found


def _strips(flat: Image) -> NDArray[np.uint8]:
    """(strips, rows): 1 where a strip sees a faint level line."""
    sample = np.ascontiguousarray(flat[:, ::_SAMPLE])
    beside = np.full_like(sample, 0)
    reach = _HALF + 1
    beside[reach:-reach] = cv2.min(sample[: -2 * reach], sample[2 * reach :])
    darker = cv2.subtract(beside, sample)
    line = ((darker >= _FAINT[0]) & (darker <= _FAINT[1]) & (sample > _INK)).astype(np.uint8)
    whole = line.shape[1] // _STRIP * _STRIP
    counts = line[:, :whole].reshape(len(line), -1, _STRIP).sum(axis=2, dtype=np.uint8).T
    # A row up or down is as good: angles are tried in steps.
    return np.asarray(
        cv2.dilate((counts > _STRIP // 2).astype(np.uint8), np.ones((1, 3), np.uint8)), np.uint8
    )


def _votes(seen: NDArray[np.uint8], fall: float) -> NDArray[np.int32]:
    """For each row how many strips see the line that has this height in the middle of the page; 0 where it
    does not reach from margin to margin."""
    shifts = np.round(fall * (np.arange(len(seen)) + 0.5 - len(seen) / 2) * _SAMPLE * _STRIP).astype(int)
    level = np.stack([np.roll(strip, -shift) for strip, shift in zip(seen, shifts, strict=True)])
    left, right = (level[edge].sum(axis=0) >= _OF_AN_EDGE for edge in _EDGES)
    return np.asarray(level.sum(axis=0) * (left & right), np.int32)
