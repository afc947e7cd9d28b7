"""Blank pages, told by their ink: holes, edges and specks do not count, one stamp or number does."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.clean import flatten
from pipeline.reading.pale import depth_of_pale_ink
from pipeline.reading.scale import GLANCE_DPI, Image

_DARK = 0.74  # of the paper; bleed-through stays lighter
_EDGE_INCHES = 0.2  # shadows and cut edges
_HOLE_MARGIN_INCHES = 1.0
_LEAST_INK = 40  # pixels at 100 dpi: about two printed digits


class Ink(NamedTuple):
    """`share` of the page that is dark ink, and how much darker than the paper it is: `depth` is 1 for dark
    ink, less for pale, 0 on a blank page."""

    share: float
    depth: float


def measure_ink(pixels: Image, small: Image, dpi: float) -> Ink:
    """The ink of a page (gray or BGR) at `dpi`; `small`: the same at GLANCE_DPI.

    Measured on the darkest channel, so that red stamps and blue ink count as black ink does.
    """
    ink = (flatten(_darkest(small)) < 255 * _DARK).astype(np.uint8)
    counted = _without_specks_and_holes(ink)
    edge = round(_EDGE_INCHES * GLANCE_DPI)
    counted[:edge], counted[-edge:], counted[:, :edge], counted[:, -edge:] = 0, 0, 0, 0
    dark = int(counted.sum()) >= _LEAST_INK
    return Ink(float(counted.mean()), 1.0 if dark else depth_of_pale_ink(_darkest(pixels), dpi))


def _darkest(pixels: Image) -> Image:
    return (
        pixels
        if pixels.ndim == 2
        else np.asarray(cv2.min(cv2.min(*cv2.split(pixels)[:2]), pixels[:, :, 2]), np.uint8)
    )


def _without_specks_and_holes(ink: Image) -> Image:
    """The ink but for specks and punch holes. A hole may reach into the page's edge, so shapes are looked
    at whole."""
    height, width = ink.shape
    margin = _HOLE_MARGIN_INCHES * GLANCE_DPI
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    left, top, wide, high, area = stats.T
    speck = (area < 6) | (np.minimum(wide, high) < 2)
    in_margin = (
        (left + wide < margin) | (left > width - margin) | (top + high < margin) | (top > height - margin)
    )
    round_and_full = (area > 0.65 * wide * high) & (wide < 1.35 * high) & (high < 1.35 * wide)
    hole = in_margin & round_and_full & (wide >= 12) & (wide <= 40)
    counts = ~(speck | hole)
    counts[0] = False  # the paper
    return np.asarray(counts[labels], np.uint8)
