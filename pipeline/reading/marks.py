"""Marks, dots and commas: small shapes, each told whose letter it belongs to."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.shapes import Indices, Numbers, Shapes

NONE, INNER = -1, -3
_SMALLEST_LETTER = 7
# Pixels at 300 dpi.
_TALLEST_MARK = 40
_TALLEST_ZERO = 90
_WIDEST_HOST = 200
_FAR = 40
_HIGHEST_MARK = 0.65  # above or below its letter, in the letter's heights


def find_hosts(shapes: Shapes, text: Indices) -> Numbers:
    """For each small shape of `text` the larger one close by whose mark, dot or comma it is.

    NONE for letters of their own, INNER for dots in the middle of a zero: the engine takes such zeros for
    sixes and nines, and no Vietnamese letter has ink there.
    """
    hosts = np.full(len(shapes.left), NONE, np.int32)
    text = text[_near_letters(shapes, text)]
    small, other = _pairs(shapes, text)
    height, larger_height = shapes.height[small], shapes.height[other]
    width, ratio = shapes.width[other], larger_height / height
    beside = np.maximum(shapes.left[other] - shapes.right[small], shapes.left[small] - shapes.right[other])
    apart = np.maximum(shapes.top[other] - shapes.bottom[small], shapes.top[small] - shapes.bottom[other])

    much_larger = ratio >= 2
    stacked = (beside <= 0) & (apart <= np.where(much_larger, _HIGHEST_MARK, 0.38) * larger_height)
    following = (beside <= 0.45 * larger_height) & (apart < 0) & much_larger
    following |= (beside <= 0.7 * larger_height) & _is_dash(shapes, small, other)
    fits = (ratio >= 1.45) & (stacked | following)
    gap = np.maximum(beside, 0) + np.maximum(apart, 0)
    best = np.flatnonzero(fits)[np.argsort(gap[fits], kind="stable")[::-1]]
    hosts[small[best]] = other[best]  # of several put to one place the last stays, the closest

    level = (beside <= 0.6 * height) & (apart < -0.6 * height) & (ratio > 0.6) & (ratio < 1.7)
    hosts[small[level]] = NONE  # it stands in a row of its like: a letter

    across = np.abs(shapes.left[other] + shapes.right[other] - shapes.left[small] - shapes.right[small])
    along = np.abs(shapes.top[other] + shapes.bottom[other] - shapes.top[small] - shapes.bottom[small])
    round_it = (shapes.left[other] < shapes.left[small]) & (shapes.right[other] > shapes.right[small])
    centred = (across < 0.3 * width) & (along < 0.3 * larger_height)
    zero = (ratio > 2.2) & (ratio < 12) & (larger_height <= _TALLEST_ZERO)
    hosts[small[round_it & centred & zero]] = INNER
    return hosts


def _is_dash(shapes: Shapes, small: Indices, other: Indices) -> NDArray[np.bool_]:
    """Whether it is flat and at half the height of the larger one: leaders and rules stand lower."""
    flat = shapes.width[small] >= 1.8 * shapes.height[small]
    above = (shapes.top[small] + shapes.bottom[small]) / 2 - shapes.top[other]
    share = above / shapes.height[other]
    return np.asarray(flat & (share > 0.3) & (share < 0.75) & (shapes.width[small] < shapes.height[other]))


def _pairs(shapes: Shapes, text: Indices) -> tuple[Indices, Indices]:
    """Each shape that may be a mark, with every other one of `text` so close that it may be its host or stand
    in a row with it."""
    order = text[np.argsort(shapes.left[text], kind="stable")]
    left, top, bottom = shapes.left[order], shapes.top[order], shapes.bottom[order]
    small = np.flatnonzero(bottom - top < _TALLEST_MARK)
    first = np.searchsorted(left, left[small] - _WIDEST_HOST)
    count = np.searchsorted(left, shapes.right[order[small]] + _FAR) - first
    which = np.repeat(np.arange(len(small)), count)
    near = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    mark = small[which]
    apart = np.maximum(top[near] - bottom[mark], top[mark] - bottom[near])
    close = (apart <= _HIGHEST_MARK * (bottom[near] - top[near])) & (near != mark)
    return order[mark[close]], order[near[close]]


def _near_letters(shapes: Shapes, text: Indices) -> NDArray[np.bool_]:
    """Which shapes are letters or close to one: on a speckled page most are neither."""
    height, width = shapes.labels.shape
    near = np.zeros((height // 4 + 1, width // 4 + 1), np.uint8)
    large = shapes.height[text] >= _SMALLEST_LETTER
    for shape in text[large]:
        reach = int(shapes.height[shape]) * 0.7
        first = int((shapes.left[shape] - reach) / 4), int((shapes.top[shape] - reach) / 4)
        last = int((shapes.right[shape] + reach) / 4), int((shapes.bottom[shape] + reach) / 4)
        cv2.rectangle(near, first, last, 1, -1)
    rows = (shapes.top[text] + shapes.bottom[text]) // 8
    columns = (shapes.left[text] + shapes.right[text]) // 8
    return np.asarray(large | (near[rows, columns] > 0))
