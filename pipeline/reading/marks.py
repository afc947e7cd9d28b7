"""Marks, dots and commas: small shapes, each told whose letter it belongs to."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.shapes import Indices, Numbers, Shapes

NONE, INNER = -1, -3
_SMALLEST_LETTER = 7
_TALLEST_ZERO = 90  # pixels at 300 dpi


def find_hosts(shapes: Shapes, text: Indices) -> Numbers:
    """For each small shape of `text` the larger one close by whose mark, dot or comma it is.

    NONE for letters of their own, INNER for dots in the middle of a zero: the engine takes such zeros for
    sixes and nines, and no Vietnamese letter has ink there.
    """
    hosts = np.full(len(shapes.left), NONE, np.int32)
    text = text[_near_letters(shapes, text)]
    order = text[np.argsort(shapes.left[text], kind="stable")]
    left, right = shapes.left[order], shapes.right[order]
    top, bottom, height = shapes.top[order], shapes.bottom[order], shapes.height[order]
    starts = np.searchsorted(left, left - 200)
    ends = np.searchsorted(left, right + 40)
    for index in np.flatnonzero(height < 40):
        near = slice(starts[index], ends[index])
        larger = height[near] >= 1.45 * height[index]
        if not larger.any():
            continue
        across = np.abs(left[near] + right[near] - left[index] - right[index])
        along = np.abs(top[near] + bottom[near] - top[index] - bottom[index])
        round_it = (
            (left[near] < left[index]) & (right[near] > right[index]) & (height[near] < 12 * height[index])
        )
        centred = (across < 0.3 * (right[near] - left[near])) & (along < 0.3 * height[near])
        if (
            round_it & centred & (height[near] > 2.2 * height[index]) & (height[near] <= _TALLEST_ZERO)
        ).any():
            hosts[order[index]] = INNER
            continue
        beside = np.maximum(left[near] - right[index], left[index] - right[near])
        apart = np.maximum(top[near] - bottom[index], top[index] - bottom[near])
        ratio = height[near] / height[index]
        if ((beside <= 0.6 * height[index]) & (apart < -0.6 * height[index]) & _alike(ratio)).sum() > 1:
            continue  # (itself is one of them) it stands in a row of its like: a letter
        gap = np.maximum(beside, 0) + np.maximum(apart, 0)
        much_larger = height[near] >= 2 * height[index]
        stacked = (beside <= 0) & (apart <= np.where(much_larger, 0.65, 0.38) * height[near])
        following = (beside <= 0.45 * height[near]) & (apart < 0) & much_larger
        fits = larger & (stacked | following)
        if fits.any():
            hosts[order[index]] = order[near][int(np.argmin(np.where(fits, gap, 10_000)))]
    return hosts


def _alike(ratio: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (ratio > 0.6) & (ratio < 1.7)


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
