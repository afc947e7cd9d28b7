"""Pale ink: print, stamps and signatures that a blank-looking page bears, told from what shines through.

What shines through the paper has soft edges, for light spreads in it; what lies on the page has sharp ones,
however pale. So the shapes of a page are asked how steep their edges are for their depth.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.clean import flatten
from pipeline.reading.scale import Image, resized

_DPI = 200
_SMOOTH = 0.8  # pixels, against noise
# Pixels at 200 dpi.
_LEAST_AREA, _SHORTEST = 12, 14  # a speck is smaller, a capital of 7 points not
_EDGE = 40  # shadows and cut edges
_HOLE = (20, 90)  # the breadth of a punch hole, which is round and full
_LEAST_INK = 40
_LEAST_DEPTH, _NOISES = 6, 5  # gray values below the paper, and as so many times its noise
_SHARP = 0.31  # of its depth an edge must rise within a pixel
_SHARE = 0.3  # of what is seen, if more shines through, its noise looks sharp too
_BEARABLE = 0.08  # noise in depths of the ink
_SMOOTHED = 2 * math.sqrt(math.pi)  # times its sigma: by how much a Gaussian lessens noise
_DEEPEST = 95  # percent: what is called the ink's depth


def depth_of_pale_ink(darkest: Image, dpi: float) -> float:
    """How much darker than its paper the ink of a pale page is, 0 to 1; 0 where it bears none.

    `darkest`: the darkest channel of a page without dark ink, gray, at `dpi`.
    """
    flat = flatten(resized(darkest, _DPI / dpi))
    depth = np.asarray(cv2.GaussianBlur((255 - flat).astype(np.float32), (0, 0), _SMOOTH), np.float32)
    ink = (depth > max(_LEAST_DEPTH, _NOISES * _noise(depth))).astype(np.uint8)
    _, labels, found, _ = cv2.connectedComponentsWithStats(ink)
    stats = np.asarray(found, np.int32)
    at = np.flatnonzero(ink)
    shape = np.asarray(labels, np.int32).ravel()[at]
    deepest, steepest = (_most(values.ravel()[at], shape, len(stats)) for values in (depth, _slope(depth)))
    counts = _is_no_dirt(stats, ink.shape)
    sharp = counts & (steepest >= _SHARP * deepest)
    area = int(stats[sharp, 4].sum())
    if area < _LEAST_INK or area < _SHARE * int(stats[counts, 4].sum()):
        return 0.0
    return float(np.percentile(depth.ravel()[at[sharp[shape]]], _DEEPEST)) / 255


def strengthened(gray: Image, depth: float) -> Image:
    """The page with ink so deep as if it were black on white; its noise, which grows likewise, smoothed."""
    excess = _noise(gray) / (_BEARABLE * depth * 255)
    if excess > 1:
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), excess / _SMOOTHED), np.uint8)
    table = 255 - np.minimum((255 - np.arange(256)) / depth, 255)
    return np.asarray(cv2.LUT(flatten(gray), table.astype(np.uint8)), np.uint8)


def _noise(values: NDArray[np.uint8] | NDArray[np.float32]) -> float:
    """The sigma of the paper's, from pixel to pixel."""
    some = values[::5].astype(np.float32)
    return 1.48 / math.sqrt(2) * float(np.median(np.abs(some[:, 1:] - some[:, :-1])))


def _slope(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = (cv2.Sobel(depth, cv2.CV_32F, dx, 1 - dx, scale=1 / 8) for dx in (1, 0))
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _most(values: NDArray[np.float32], shape: NDArray[np.int32], count: int) -> NDArray[np.float32]:
    """The highest of the values of each shape."""
    most = np.zeros(count, np.float32)
    np.maximum.at(most, shape, values)
    return most


def _is_no_dirt(stats: NDArray[np.int32], size: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which shapes are no specks, punch holes, folds, scanner's lines, or shadows at the sheet's edge."""
    height, width = size
    left, top, wide, high, area = stats.T
    large = (area >= _LEAST_AREA) & (np.maximum(wide, high) >= _SHORTEST)
    inside = (
        (np.minimum(left, top) >= _EDGE) & (left + wide <= width - _EDGE) & (top + high <= height - _EDGE)
    )
    across = (wide > width / 2) | (high > height / 2)
    full = (area > 0.65 * wide * high) & (wide < 1.35 * high) & (high < 1.35 * wide)
    hole = full & (wide >= _HOLE[0]) & (wide <= _HOLE[1])
    counts = large & inside & ~across & ~hole
    counts[0] = False  # the paper
    return np.asarray(counts)
