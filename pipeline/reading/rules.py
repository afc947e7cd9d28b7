"""Ruled lines: found, and taken out of the picture that is read without hurting what stands on them."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.scale import Image

# Lengths in pixels at 300 dpi; a level page is supposed, what skew is left is within the tolerance of 3.
_SHORT = 42  # the side of a digit box; strokes of letters are told from rules by what they enclose
_LONG_LEVEL = 110
_LONG_UPRIGHT = 150
_THICKEST = 9
_UNDERLINE_GAP, _UNDERLINE = 45, 160


class Rules(NamedTuple):
    """Masks (0, 1) of the level and the upright rules of a page, and of those too long for a letter."""

    level: Image
    upright: Image
    long_level: Image
    long_upright: Image


def find_rules(ink: Image) -> Rules:
    """Looked for on every second column for level rules, on every second row for upright ones."""
    height, width = ink.shape
    level, long_level = _along(np.ascontiguousarray(ink[:, ::2]), _LONG_LEVEL, is_level=True)
    upright, long_upright = _along(np.ascontiguousarray(ink[::2]), _LONG_UPRIGHT, is_level=False)
    level, long_level = (_twice_as_wide(mask)[:, :width] for mask in (level, long_level))
    upright, long_upright = (np.repeat(mask, 2, axis=0)[:height] for mask in (upright, long_upright))
    return Rules(level, upright, long_level, long_upright)


def _twice_as_wide(mask: Image) -> Image:
    """Each column twice; by way of 16 bits, three times as fast as np.repeat."""
    return (mask.astype(np.uint16) * 0x0101).view(np.uint8)


def _along(ink: Image, long: int, *, is_level: bool) -> tuple[Image, Image]:
    """The rules of one direction and those at least `long`, in a mask at half its size that way."""
    runs = _runs(ink, _size(_SHORT // 2, 1, is_level), _size(1, 3, is_level))
    thin = _thin(runs, _size(1, _THICKEST + 4, is_level))
    # Letters that stand on a rule interrupt the thin mask: how long a rule is tells the other one. And some
    # programs leave an underline out below tails and dots.
    mended = cv2.morphologyEx(thin, cv2.MORPH_CLOSE, _box(_size(_UNDERLINE_GAP // 2, 1, is_level)))
    long_runs = _open(runs, _size(long // 2, 1, is_level))
    long_runs |= _open(np.asarray(mended, np.uint8), _size(_UNDERLINE // 2, 1, is_level))
    return thin, long_runs & thin


def _size(along: int, across: int, is_level: bool) -> tuple[int, int]:
    """Width and height."""
    return (along, across) if is_level else (across, along)


def erase_rules(ink: Image, rules: Rules, cell_borders: Image) -> Image:
    """Mask of the pixels to whiten: rules, but not the strokes that cross or touch them.

    Rules count where they are long or border a cell: a letter's stroke is neither.
    """
    level = rules.long_level | (rules.level & cell_borders)
    upright = rules.long_upright | (rules.upright & cell_borders)
    free = _without_crossings(ink, level, upward=True) | _without_crossings(ink, upright, upward=False)
    return np.asarray(cv2.dilate(free, _box((3, 3))), np.uint8)


def _open(mask: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _box(size)), np.uint8)


def _thin(runs: Image, too_thick: tuple[int, int]) -> Image:
    return np.asarray(runs & (1 - _open(runs, too_thick)), np.uint8)


def _runs(ink: Image, length: tuple[int, int], tolerance: tuple[int, int]) -> Image:
    """Mask of the runs at least `length` (width, height) long, bent by no more than `tolerance`."""
    tolerant = cv2.dilate(ink, _box(tolerance))
    return _open(np.asarray(tolerant, np.uint8), length)


def _without_crossings(ink: Image, rule: Image, *, upward: bool) -> Image:
    """The pixels of `rule` where the ink across it is no thicker than the rule itself."""
    if not rule.any():
        return rule
    across = _thickness(ink & rule, upward=upward) + 2
    return np.asarray(rule & (1 - _open(ink, (1, across) if upward else (across, 1))), np.uint8)


def _thickness(rule: Image, *, upward: bool) -> int:
    """The usual thickness of the rules' ink, 1 to _THICKEST; every eighth line across is looked at."""
    lines = rule[:, ::8].T if upward else rule[::8]
    lines = np.ascontiguousarray(lines)
    starts = int((lines[:, 1:] > lines[:, :-1]).sum())
    return int(min(max(round(float(lines.sum()) / max(starts, 1)), 1), _THICKEST))


def _box(size: tuple[int, int]) -> Image:
    return np.ones((size[1], size[0]), np.uint8)
