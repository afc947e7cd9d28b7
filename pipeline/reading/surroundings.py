"""What lies around a photographed sheet, or a small one on a dark scanner: painted over with paper, since
the engine takes the edge between them for print. Pure functions."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.scale import Image, resized

_LOOK = 0.25  # of GLANCE_DPI
# Pixels at that size.
_WIDEST_STROKE = 5
_EDGE = 1  # of the sheet that is painted over too: its shadow
_NEAR = 41  # what shade paper has is asked no farther away
_DARKER = 50  # gray levels
_LEAST, _MOST = 0.01, 0.9  # of the picture
_CONVEX = 0.97  # of the hull around it a sheet fills


def without_surroundings(gray: Image, small: Image) -> Image:
    """`gray` with paper all around. `small`: the page (gray or BGR) at GLANCE_DPI."""
    channel = np.asarray(small if small.ndim == 2 else cv2.extractChannel(small, 2), np.uint8)
    ground = np.ones((_WIDEST_STROKE, _WIDEST_STROKE), np.uint8)
    tones = np.asarray(cv2.morphologyEx(resized(channel, _LOOK), cv2.MORPH_CLOSE, ground), np.uint8)
    outside = _outside(tones)
    if outside is None:
        return gray
    size = gray.shape[1], gray.shape[0]
    mask = cv2.resize(outside, size, interpolation=cv2.INTER_NEAREST) > 0
    shade = cv2.resize(_shade(tones, outside), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.where(mask, shade, gray), np.uint8)


def _outside(tones: Image) -> Image | None:
    """Mask (0, 1) of what is dark from the picture's edge on; None where there is no sheet within."""
    _, dark = cv2.threshold(tones, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if not _LEAST <= float(dark.mean()) <= _MOST:
        return None
    if float(np.median(tones[dark == 0])) - float(np.median(tones[dark > 0])) < _DARKER:
        return None
    framed = cv2.copyMakeBorder(dark, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(framed, connectivity=4)
    outside = (labels[1:-1, 1:-1] == labels[0, 0]).astype(np.uint8)
    if outside.mean() < _LEAST or not _is_sheet(1 - outside):
        return None
    return np.asarray(cv2.dilate(outside, np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)), np.uint8)


def _is_sheet(inside: Image) -> bool:
    hull = cv2.convexHull(np.argwhere(inside).astype(np.float32))
    return int(inside.sum()) >= _CONVEX * cv2.contourArea(hull)


def _shade(tones: Image, outside: Image) -> NDArray[np.uint8]:
    """The paper's, everywhere: outside as near as there is paper."""
    inside = (1 - outside).astype(np.float32)
    weight = cv2.blur(inside, (_NEAR, _NEAR))
    near = cv2.blur(inside * tones, (_NEAR, _NEAR)) / np.maximum(weight, 1e-6)
    return np.where(weight > 0.01, near, np.median(tones[outside == 0])).astype(np.uint8)
