"""Which way a page lies and how much it is turned, from the rhythm of its lines of text."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.clean import flatten, ink_level, ink_mask
from pipeline.reading.scale import Image, resized

LOOK_DPI = 150
_STRIP = 32  # pixels at LOOK_DPI: narrow enough that a skewed line stays in its row
_RULE = 12  # no more ink than this counts in a strip's row: text, not rules, tells the direction
_MOST_SKEW = 6.0
_LONG_RUN = 60  # pixels at LOOK_DPI, a centimetre: no letter has so much ink in a straight line
CLEARLY_LEVEL = 1.6


def small_ink(gray: Image, dpi: float) -> Image:
    """The ink mask (0, 1) at LOOK_DPI, without specks."""
    flat = flatten(resized(gray, LOOK_DPI / dpi))
    ink = ink_mask(flat, ink_level(flat))
    return ink * (cv2.boxFilter(ink, cv2.CV_16S, (5, 5), normalize=False) >= 4)


def rhythm_of_rows(ink: Image) -> float:
    """How much more the page's rows alternate than its columns: from CLEARLY_LEVEL on its lines of text are
    level. Less is no proof that they are not: scratches of a scanner and pictures have a rhythm too. Rules
    and the dark edge of a scan do not count: a card on its side was held for level by the scanner's edge."""
    ink = _without_runs(ink)
    across = _rhythm(_strips(np.ascontiguousarray(ink.T)))
    return _rhythm(_strips(ink)) / max(across, 1.0)


def _without_runs(ink: Image) -> Image:
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _LONG_RUN), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_LONG_RUN, 1), np.uint8))
    runs = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return np.where(runs == 0, ink, np.uint8(0))


def skew(ink: Image) -> float:
    """Degrees to turn the page counter-clockwise so that its lines become level; within 0.05."""
    strips = _strips(ink)
    if strips.sum() < 200:
        return 0.0
    coarse = _best(strips, np.arange(-_MOST_SKEW, _MOST_SKEW + 0.01, 0.25))[1]
    return _best(strips, np.arange(coarse - 0.25, coarse + 0.26, 0.05))[1]


def _strips(ink: Image) -> NDArray[np.float32]:
    """(strips, rows): ink in each row of each vertical strip of the page."""
    height, width = ink.shape
    whole = width // _STRIP * _STRIP
    sums = ink[:, :whole].reshape(height, -1, _STRIP).sum(axis=2, dtype=np.uint8)
    return np.ascontiguousarray(np.minimum(sums, _RULE).T.astype(np.float32))


def _rhythm(strips: NDArray[np.float32]) -> float:
    return _best(strips, np.arange(-_MOST_SKEW, _MOST_SKEW + 0.01, 0.5))[0]


def _best(strips: NDArray[np.float32], angles: NDArray[np.float64]) -> tuple[float, float]:
    """The best score and its angle."""
    return max((_alignment(strips, float(angle)), float(angle)) for angle in angles)


def _alignment(strips: NDArray[np.float32], angle: float) -> float:
    """How sharply the page's rows alternate once each strip is moved by what `angle` asks."""
    count, height = strips.shape
    total = np.zeros(height, np.float32)
    for index, strip in enumerate(strips):
        shift = round(np.tan(np.radians(angle)) * (index - count / 2) * _STRIP)
        if abs(shift) >= height:
            continue
        if shift >= 0:
            total[shift:] += strip[: height - shift]
        else:
            total[:shift] += strip[-shift:]
    return float(np.square(total[2:] - total[:-2]).sum())
