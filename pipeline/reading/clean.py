"""Pictures of a page in which only the printing is left. Pure functions, image to image."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.scale import Image, resized

_LINE_SAMPLES = 9  # every ninth row is enough to see a line that runs down the whole page
_RED = 45  # how much the red channel is above the others in red ink
_STAMP = 32  # pixels at GLANCE_DPI: what is higher is no line of print
_PALE = 0.80  # lighter than this share of the paper: shadow, bleed-through, stamp ink


def drop_colour(pixels: Image) -> Image:
    """Gray copy (BGR or gray in) in which red stamps are light and blue writing is dark: the red channel."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.extractChannel(pixels, 2), np.uint8)


def keep_red_text(pixels: Image, gray: Image, small: Image) -> Image:
    """`gray` with red *printing* dark again: titles and numbers, told from stamps by their low height.

    `small`: `pixels` at GLANCE_DPI.
    """
    if pixels.ndim == 2:
        return gray
    shrink = small.shape[1] / pixels.shape[1]
    blue, green, red = (channel.astype(np.int16) for channel in cv2.split(small[:, :, :3]))
    is_red = (red - np.maximum(blue, green) > _RED).astype(np.uint8)
    if not is_red.any():
        return gray
    joined = cv2.morphologyEx(is_red, cv2.MORPH_CLOSE, np.ones((1, 15), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    kept = gray.copy()
    for left, top, width, height, _area in stats[1:]:
        if (
            4 <= height <= _STAMP
            and width >= 1.3 * height
            and not _part_of_stamp(stats, left, top, width, height)
        ):
            y0, y1 = int((top - 2) / shrink), int((top + height + 2) / shrink)
            x0, x1 = int((left - 2) / shrink), int((left + width + 2) / shrink)
            area = np.s_[max(y0, 0) : y1, max(x0, 0) : x1]
            kept[area] = pixels[area][:, :, :2].min(axis=2)
    return kept


def _part_of_stamp(stats: np.ndarray, left: int, top: int, width: int, height: int) -> bool:
    """Whether a taller red thing reaches over this one, which is then a piece of a stamp."""
    over = (
        (stats[1:, 3] > _STAMP)
        & (stats[1:, 0] < left + width)
        & (stats[1:, 0] + stats[1:, 2] > left)
        & (stats[1:, 1] < top + height)
        & (stats[1:, 1] + stats[1:, 3] > top)
    )
    return bool(over.any())


def flatten(gray: Image) -> Image:
    """The page on even white paper: the background divided out."""
    small = resized(gray, 1 / 8)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 21)
    paper = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, cv2.max(paper, np.full_like(paper, 40)), scale=255), np.uint8)


def without_scanner_lines(gray: Image) -> Image:
    """Without the lines that dirt on a scanner's glass draws down or across the whole sheet.

    To be used before the page is turned: such lines are exactly upright or level. A column is lifted to its
    neighbours where even its light places are dark; a table's rules end at the margins and stay.
    """
    columns = _lift(np.partition(gray[::_LINE_SAMPLES], _light(gray.shape[0]), axis=0)[_light(gray.shape[0])])
    across = np.ascontiguousarray(gray[:, ::_LINE_SAMPLES].T)
    rows = _lift(np.partition(across, _light(gray.shape[1]), axis=0)[_light(gray.shape[1])])
    if not (columns > 1).any() and not (rows > 1).any():
        return gray
    lifted = gray.copy()
    for column in np.flatnonzero(columns > 1):
        lifted[:, column] = np.minimum(lifted[:, column] * columns[column], 255).astype(np.uint8)
    for row in np.flatnonzero(rows > 1):
        lifted[row] = np.minimum(lifted[row] * rows[row], 255).astype(np.uint8)
    return lifted


def _light(length: int) -> int:
    """The place of the ninth-tenths lightest of every _LINE_SAMPLES-th of `length` pixels."""
    return int(0.9 * (-(-length // _LINE_SAMPLES) - 1))


def _lift(light: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What to multiply each column with so that its light places are as light as its neighbours'."""
    around = cv2.medianBlur(light.reshape(1, -1), 21).reshape(-1) if len(light) > 21 else light
    lift = around.astype(np.float32) / np.maximum(light, 1)
    lift[lift < 1.04] = 1
    return np.asarray(lift if (lift > 1).mean() < 0.1 else np.ones_like(lift), np.float32)


def ink_level(flat: Image) -> int:
    """The gray value between ink and paper, from what the page's own ink looks like."""
    dark = flat[::3, ::3]
    dark = dark[dark < 255 * _PALE]
    if dark.size < 50:
        return 128
    ink = float(np.percentile(dark, 25))
    return int(min(max(ink + 0.55 * (255 - ink), 110), 255 * _PALE))


def whiten(flat: Image, level: int) -> Image:
    """What is clearly lighter than the ink becomes paper; what is darker stays as it is."""
    white = min(level + 30, 250)
    table = np.clip(np.arange(256) * (255.0 / white), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(flat, table), np.uint8)


def ink_mask(flat: Image, level: int) -> Image:
    """1 where there is ink, else 0."""
    return (flat < level).astype(np.uint8)
