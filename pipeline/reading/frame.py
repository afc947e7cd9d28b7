"""The frame a page is read in: upright, level, at the working resolution, only the printing left."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from models.geometry import Affine
from models.page import Code
from pipeline.reading.clean import (
    drop_colour,
    flatten,
    ink_level,
    ink_mask,
    keep_red_text,
    whiten,
    without_scanner_lines,
)
from pipeline.reading.codes import without_codes
from pipeline.reading.folds import mend_folds
from pipeline.reading.orient import skew
from pipeline.reading.reversed import with_bars_reversed
from pipeline.reading.scale import WORKING_DPI, Image, resized, working_scale
from pipeline.reading.signatures import without_signatures
from pipeline.reading.surroundings import without_surroundings


@dataclass(frozen=True)
class Frame:
    """`page`: gray, ink dark on white; `ink`: mask (0, 1); `to_image`: from the frame to the image given."""

    page: Image
    ink: Image
    dpi: int
    to_image: Affine

    @property
    def width(self) -> int:
        return int(self.page.shape[1])

    @property
    def height(self) -> int:
        return int(self.page.shape[0])


def picture_to_read(pixels: Image, small: Image, codes: list[Code]) -> Image:
    """The page in gray, its print dark, without stamps, signatures, scanner's lines and `codes`. `pixels`
    gray or BGR, `small` the same at GLANCE_DPI."""
    gray = without_signatures(pixels, keep_red_text(pixels, drop_colour(pixels), small), small)
    gray = without_codes(without_surroundings(gray, small), codes)
    return without_scanner_lines(with_bars_reversed(gray, small))


def make_frame(gray: Image, look: Image, dpi: float, *, sideways: bool) -> Frame:
    """`gray` at a credible `dpi`, `look` its `small_ink`; `sideways`: its lines run up or down the page.

    The frame may still be upside down: see `turned_over`.
    """
    angle = skew(np.ascontiguousarray(np.rot90(look)) if sideways else look)
    scale = working_scale(gray, dpi)
    forward, size = _forward(gray.shape[1], gray.shape[0], scale, angle, quarter=sideways)
    level_page = _warp(gray, forward, size, scale)
    flat = mend_folds(flatten(level_page))
    level = ink_level(flat)
    used_dpi = round(scale * dpi) or WORKING_DPI
    return Frame(whiten(flat, level), ink_mask(flat, level), used_dpi, inverse(forward))


def turned_over(frame: Frame) -> Frame:
    """The frame turned by 180 degrees."""
    half = Affine(-1, 0, frame.width, 0, -1, frame.height)
    page, ink = (np.ascontiguousarray(image[::-1, ::-1]) for image in (frame.page, frame.ink))
    return Frame(page, ink, frame.dpi, after(frame.to_image, half))


def inverse(affine: Affine) -> Affine:
    a, b, c, d, e, f = affine
    det = a * e - b * d
    return Affine(e / det, -b / det, (b * f - c * e) / det, -d / det, a / det, (c * d - a * f) / det)


def after(outer: Affine, inner: Affine) -> Affine:
    """x -> outer(inner(x))."""
    a, b, c, d, e, f = inner
    return Affine(
        outer.a * a + outer.b * d,
        outer.a * b + outer.b * e,
        outer.a * c + outer.b * f + outer.c,
        outer.d * a + outer.e * d,
        outer.d * b + outer.e * e,
        outer.d * c + outer.e * f + outer.f,
    )


def _forward(
    width: int, height: int, scale: float, angle: float, *, quarter: bool
) -> tuple[Affine, tuple[int, int]]:
    """From the image to the frame, and the frame's width and height."""
    turn = Affine(0, scale, 0, -scale, 0, width * scale) if quarter else Affine(scale, 0, 0, 0, scale, 0)
    wide, high = (height, width) if quarter else (width, height)
    size = (max(round(wide * scale), 1), max(round(high * scale), 1))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = size[0] / 2, size[1] / 2
    level = Affine(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y)
    return after(level, turn), size


def _warp(gray: Image, forward: Affine, size: tuple[int, int], scale: float) -> Image:
    if scale < 0.67:  # sampling single pixels of a finer page would lose thin strokes
        gray = resized(gray, scale)
        forward = after(forward, Affine(1 / scale, 0, 0, 0, 1 / scale, 0))
    matrix = np.array(forward, np.float64).reshape(2, 3)
    how = cv2.INTER_CUBIC if scale > 1.05 else cv2.INTER_LINEAR
    warped = cv2.warpAffine(gray, matrix, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)
