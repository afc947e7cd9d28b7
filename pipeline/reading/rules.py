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


class Rules(NamedTuple):
    """Masks (0, 1) of the level and the upright rules of a page."""

    level: Image
    upright: Image


def find_rules(ink: Image) -> Rules:
    level, upright = _runs(ink, (_SHORT, 1), (1, 3)), _runs(ink, (1, _SHORT), (3, 1))
    return Rules(_thin(level, (1, _THICKEST + 4)), _thin(upright, (_THICKEST + 4, 1)))


def erase_rules(ink: Image, rules: Rules, cell_borders: Image) -> Image:
    """Mask of the pixels to whiten: rules, but not the strokes that cross or touch them.

    Rules count where they are long or border a cell: a letter's stroke is neither.
    """
    level = _long(rules.level, (_LONG_LEVEL, 1)) | (rules.level & cell_borders)
    upright = _long(rules.upright, (1, _LONG_UPRIGHT)) | (rules.upright & cell_borders)
    free = _without_crossings(ink, level, upward=True) | _without_crossings(ink, upright, upward=False)
    return np.asarray(cv2.dilate(free, _box((3, 3))), np.uint8)


def _long(rules: Image, length: tuple[int, int]) -> Image:
    return np.asarray(cv2.morphologyEx(rules, cv2.MORPH_OPEN, _box(length)), np.uint8)


def _thin(runs: Image, too_thick: tuple[int, int]) -> Image:
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, _box(too_thick))
    return np.asarray(runs & (1 - solid), np.uint8)


def _runs(ink: Image, length: tuple[int, int], tolerance: tuple[int, int]) -> Image:
    """Mask of the runs at least `length` (width, height) long, bent by no more than `tolerance`."""
    tolerant = cv2.dilate(ink, _box(tolerance))
    return np.asarray(cv2.morphologyEx(tolerant, cv2.MORPH_OPEN, _box(length)), np.uint8)


def _without_crossings(ink: Image, rule: Image, *, upward: bool) -> Image:
    """The pixels of `rule` where the ink across it is no thicker than the rule itself."""
    if not rule.any():
        return rule
    across = _thickness(ink & rule, upward=upward) + 3
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _box((1, across) if upward else (across, 1)))
    return np.asarray(rule & (1 - thick), np.uint8)


def _thickness(rule: Image, *, upward: bool) -> int:
    """The usual thickness of the rules' ink, 1 to _THICKEST; every eighth line across is looked at."""
    lines = rule[:, ::8].T if upward else rule[::8]
    lines = np.ascontiguousarray(lines)
    starts = int((lines[:, 1:] > lines[:, :-1]).sum())
    return int(min(max(round(float(lines.sum()) / max(starts, 1)), 1), _THICKEST))


def _box(size: tuple[int, int]) -> Image:
    return np.ones((size[1], size[0]), np.uint8)
