"""Print that stands light on a dark bar, as in heads of tables: made dark on light. Pure functions.

A bar is wide, low and of one shade but for some lighter print; photos, codes and stamps are not.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from pipeline.reading.scale import Image

# Pixels at GLANCE_DPI.
_LOWEST, _TALLEST, _NARROWEST = 14, 110, 60
_BETWEEN_STROKES = 7  # strokes of the print are thinner
_EDGE = 2  # between the bar and the paper
_DARK, _LIGHT = 0.55, 0.75  # of the paper's gray: a bar is darker, its print lighter
_FILLED = 0.85  # of the smallest rectangle around it
_LONGER = 2  # than high; codes are square
_LEAST_PRINT, _MOST_PRINT = 0.01, 0.4  # of the bar
_EVEN = 22  # gray levels by which half of a bar differs from its shade at most


def with_bars_reversed(gray: Image, small: Image) -> Image:
    """`gray` with the grays of each bar turned round. `small`: the page (gray or BGR) at GLANCE_DPI."""
    looked_at = np.asarray(small if small.ndim == 2 else cv2.extractChannel(small, 2), np.uint8)
    paper = float(np.percentile(looked_at[::4, ::4], 80))
    bars = _find_bars(looked_at, paper)
    if not bars:
        return gray
    scale = gray.shape[1] / looked_at.shape[1]
    turned = gray.copy()
    for box, bar in bars:
        left, top = round((box.left - _EDGE) * scale), round((box.top - _EDGE) * scale)
        _turn(turned[top:, left:], np.pad(bar, _EDGE), scale, paper)
    return turned


def _turn(part: Image, bar: Image, scale: float, paper: float) -> None:
    """In place: what the mask `bar`, enlarged by `scale`, covers of `part`."""
    width, height = round(bar.shape[1] * scale), round(bar.shape[0] * scale)
    part = part[:height, :width]
    around = cv2.dilate(bar, np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8))
    inside, edge = (
        cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)[: part.shape[0], : part.shape[1]]
        for mask in (bar, around - bar)
    )
    print_ = part[inside > 0].astype(np.float32)
    part[edge > 0] = round(paper)
    part[inside > 0] = np.clip(paper + np.median(print_) - print_, 0, 255).astype(np.uint8)


def _find_bars(small: Image, paper: float) -> list[tuple[Box, Image]]:
    """The bars that hold print, off the sheet's edges, each with the mask (0, 1) of it in its box."""
    dark = (small < _DARK * paper).astype(np.uint8)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((_BETWEEN_STROKES, _BETWEEN_STROKES), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((_LOWEST, _NARROWEST), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    bars = []
    for number in range(1, count):
        left, top, width, height, _area = stats[number].tolist()
        box = Box(left, top, left + width, top + height)
        place = np.s_[box.top : box.bottom, box.left : box.right]
        own = labels[place] == number
        if _off_edges(box, small) and _is_bar(own) and _holds_print(small[place][own], paper):
            bars.append((box, own.astype(np.uint8)))
    return bars


def _off_edges(box: Box, page: Image) -> bool:
    """Unlike what the scanner's lid draws."""
    height, width = page.shape
    return min(box.left, box.top) > _EDGE and box.right < width - _EDGE and box.bottom < height - _EDGE


def _is_bar(own: NDArray[np.bool_]) -> bool:
    """Whether it is a rectangle, however it lies, as low as print asks."""
    _, sides, _ = cv2.minAreaRect(np.argwhere(own).astype(np.float32))
    low, long = sorted(sides)
    return low <= _TALLEST and long >= _LONGER * low and int(own.sum()) >= _FILLED * low * long


def _holds_print(inside: Image, paper: float) -> bool:
    """Whether it is light print on even dark ground."""
    ground = inside[inside < _DARK * paper]
    even = ground.size > 0 and float(np.median(np.abs(ground - np.median(ground)))) <= _EVEN
    return even and _LEAST_PRINT <= float((inside > _LIGHT * paper).mean()) <= _MOST_PRINT
