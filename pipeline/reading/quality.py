"""How good a scan is: resolution, skew, blur, contrast, colour, edges. Measured on the page's own print."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from models.geometry import Affine
from models.page import Quality, Word
from pipeline.reading.scale import GLANCE_DPI, WORKING_DPI, Image
from pipeline.reading.segments import Piece

_LINES, _LONG = 12, 300  # the longest of the page are looked at, so many pixels of each
_LEAST_PIXELS, _LEAST_CONTRAST = 200, 8
_EDGE_INCHES = 0.02
# Pixels at GLANCE_DPI.
_COLOURFUL, _FEWEST = 50, 20  # channels apart, and how many such pixels make a page coloured
_STAMP_RADIUS = (45, 95)  # 23 to 48 mm across: Circular 42/2017/TT-BCA (unverified)
_ROUND = 75  # votes of a circle's edge, as OpenCV counts them


def measure_quality(
    pixels: Image, small: Image, dpi: float, to_image: Affine, pieces: Sequence[Piece], words: Sequence[Word]
) -> Quality:
    """`pixels`: the page as it came (gray or BGR) at `dpi`, `small`: the same at GLANCE_DPI; `pieces` and
    `words`: what was found, in the frame that `to_image` maps to it."""
    blur, contrast = _print(pixels, dpi, to_image, pieces)
    return Quality(
        dpi=round(dpi),
        skew=round(abs((math.degrees(math.atan2(to_image.d, to_image.a)) + 45) % 90 - 45), 2),
        blur=blur,
        contrast=contrast,
        gray_stamps=0 if _is_coloured(small) else _stamps(small),
        cut_words=_cut(pixels, dpi, to_image, words),
    )


def _print(
    pixels: Image, dpi: float, to_image: Affine, pieces: Sequence[Piece]
) -> tuple[float | None, float | None]:
    """The usual blur and contrast of the longest lines; None where there is no print."""
    blurs, contrasts = [], []
    for piece in sorted(pieces, key=_width, reverse=True)[:_LINES]:
        left, top, right, bottom = to_image.box(piece.box)
        left = max(left, (left + right - _LONG) // 2, 0)
        part = pixels[max(top, 0) : bottom, left : min(right, left + _LONG)]
        gray = (part if part.ndim == 2 else part[:, :, 1]).astype(np.float32)
        if gray.size < _LEAST_PIXELS:
            continue
        paper, ink = np.percentile(gray, (90, 3))
        contrasts.append((paper - ink) / 255)
        slope = np.percentile(np.abs(cv2.Sobel(gray, cv2.CV_32F, 1, 0)), 98) / 8
        if paper - ink >= _LEAST_CONTRAST and slope > 0:  # level bars have no upright edges
            # The steepest slope of an edge that a Gaussian blurred is its height / (sigma * sqrt(2 * pi)).
            blurs.append((paper - ink) / slope / math.sqrt(2 * math.pi) * WORKING_DPI / dpi)
    return _usual(blurs), _usual(contrasts)


def _usual(values: list[float]) -> float | None:
    return round(float(np.median(values)), 2) if values else None


def _is_coloured(small: Image) -> bool:
    if small.ndim == 2:
        return False
    blue, green, red = cv2.split(small)
    most, least = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return int((cv2.subtract(most, least) > _COLOURFUL).sum()) >= _FEWEST


def _stamps(small: Image) -> int:
    """Circles as large as stamps."""
    gray = small if small.ndim == 2 else cv2.extractChannel(small, 1)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(gray, (0, 0), 1),
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=GLANCE_DPI,
        param1=120,
        param2=_ROUND,
        minRadius=_STAMP_RADIUS[0],
        maxRadius=_STAMP_RADIUS[1],
    )
    return 0 if circles is None else int(np.asarray(circles).reshape(-1, 3).shape[0])


def _cut(pixels: Image, dpi: float, to_image: Affine, words: Sequence[Word]) -> int:
    """Words that reach the sheet's edge."""
    height, width = pixels.shape[:2]
    edge = _EDGE_INCHES * dpi
    boxes = [to_image.box(word.box) for word in words if sum(map(str.isalnum, word.text)) > 1]
    return sum(
        min(box.left, box.top) < edge or box.right > width - edge or box.bottom > height - edge
        for box in boxes
    )


def _width(piece: Piece) -> int:
    return piece.box.width
