"""Patch T: four bars on a sheet that parts the papers of a stack.

Narrow, wide, narrow, wide, 2 and 5 mm, with narrow spaces, at least 19 mm long (the code's printed
specification). A sheet that stands on its head shows them the other way round, so both ways are Patch T.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, union
from models.page import Code
from pipeline.reading.clean import flatten
from pipeline.reading.scale import GLANCE_DPI, Image

_TEXT = "Patch T"
_INCHES = (0.68, 0.92)  # of the seven bars and spaces together: 0.8 as printed
_BARS = np.array([1, 1, 2.5, 1, 1, 1, 2.5]) / 10  # shares of it
_MOST_OFF = 0.06  # share by which each may be off
_STEP = 0.1  # inches from one look across the bars to the next
_LOOKS = 7  # that must see them, one after the other


def find_patches(small: Image, width: int) -> list[Code]:
    """The patch of a page (gray or BGR, at GLANCE_DPI), its box in a picture of it that is `width` wide."""
    gray = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    ink = flatten(np.asarray(gray, np.uint8)) < 150
    scale = width / ink.shape[1]
    upright = _find(ink)
    lying = None if upright else _find(ink.T)
    box = upright or (lying and Box(lying.top, lying.left, lying.bottom, lying.right))
    return [Code(kind="patch", text=_TEXT, box=Box(*(round(side * scale) for side in box)))] if box else []


def _find(ink: NDArray[np.bool_]) -> Box | None:
    """Level bars: looked for in columns; where columns next to each other have them at one height."""
    step = round(_STEP * GLANCE_DPI)
    seen: list[Box] = []
    for x in range(step, ink.shape[1], step):
        bars = _bars(ink[:, x])
        if bars is not None and (not seen or abs(seen[-1].top - bars[0]) <= step // 2):
            seen.append(Box(x - step, bars[0], x + step, bars[1]))
        elif len(seen) >= _LOOKS:
            break
        else:
            seen = []
    return union(seen) if len(seen) >= _LOOKS else None


def _bars(column: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Where in a column of ink the four bars begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], column, [False])).astype(np.int8)))
    if len(edges) < 8:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(edges, 8)[::2]
    length = windows[:, -1] - windows[:, 0]
    shares = np.diff(windows, axis=1) / length[:, None]
    alike = (np.abs(shares - _BARS) < _MOST_OFF).all(1) | (np.abs(shares - _BARS[::-1]) < _MOST_OFF).all(1)
    least, most = (inches * GLANCE_DPI for inches in _INCHES)
    found = np.flatnonzero(alike & (length >= least) & (length <= most))
    return (int(windows[found[0], 0]), int(windows[found[0], -1])) if len(found) else None
