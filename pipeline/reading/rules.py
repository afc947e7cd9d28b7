"""Ruled lines: found, and taken out of the picture that is read without hurting what stands on them."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from pipeline.reading.scale import Image

# Lengths in pixels at 300 dpi; a level page is supposed, what skew is left is within the tolerance of 3.
_LEVEL = 75
_UPRIGHT = 42  # the side of a digit box; letters' stems are told from rules by what they enclose
_LONG_UPRIGHT = 150
_THICKEST = 9


class Rules(NamedTuple):
    """Masks (0, 1) of the level and the upright rules of a page."""

    level: Image
    upright: Image


def find_rules(ink: Image) -> Rules:
    return Rules(_runs(ink, _LEVEL), _runs(np.ascontiguousarray(ink.T), _UPRIGHT).T)


def erase_rules(ink: Image, rules: Rules, cell_borders: Image) -> Image:
    """Mask of the pixels to whiten: rules, but not the strokes that cross or touch them.

    Upright rules count where they are long or border a cell: a letter's stem is neither.
    """
    level = _without_crossings(ink, rules.level)
    upright = _only_long(rules.upright, _LONG_UPRIGHT) | (rules.upright & cell_borders)
    upright_ink = np.ascontiguousarray(ink.T)
    crossing_free = _without_crossings(upright_ink, np.ascontiguousarray(upright.T)).T
    return np.asarray(cv2.dilate(level | crossing_free, np.ones((3, 3), np.uint8)), np.uint8)


def _runs(ink: Image, length: int) -> Image:
    """Mask of level runs at least `length` long and at most _THICKEST high."""
    tolerant = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    tolerant = cv2.morphologyEx(tolerant, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(tolerant, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((_THICKEST + 4, 1), np.uint8))
    return np.asarray(runs & (1 - solid), np.uint8)


def _without_crossings(ink: Image, rule: Image) -> Image:
    """The pixels of level `rule` where the ink is no higher than the rule itself."""
    thickness = _thickness(ink & rule)
    tall = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thickness + 3, 1), np.uint8))
    return np.asarray(rule & (1 - tall), np.uint8)


def _thickness(rule: Image) -> int:
    """The usual height of a level rule's ink, 1 to _THICKEST."""
    columns = rule.sum(axis=0, dtype=np.int32)
    starts = (np.diff(rule, axis=0, prepend=0) == 1).sum(axis=0, dtype=np.int32)
    used = starts > 0
    if not used.any():
        return 1
    return int(min(max(np.median(columns[used] / starts[used]), 1), _THICKEST))


def _only_long(upright: Image, length: int) -> Image:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(upright)
    keep = np.zeros(count, np.uint8)
    keep[1:] = stats[1:, cv2.CC_STAT_HEIGHT] >= length
    return np.asarray(keep[labels], np.uint8)
