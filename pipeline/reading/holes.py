"""Ink that looks like text and that no word covers: found, and put among the words once it was read.

The engine sometimes drops a line of a block, and letters may go to the wrong line or to none. What is cut out
of the page and read by itself is another picture to the engine. Stamps, signatures, fingerprints and photos
are no holes: their strokes stand in no row, or are pale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, union
from models.page import Word
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Indices, Shapes
from pipeline.reading.strips import Strip, cut_strip

# Pixels at 300 dpi.
_SMALLEST, _LONE = 12, 18
_STEP = 4  # coverage is painted at a quarter of the size
_WIDEST = 8  # times its height: letters may touch
_LETTER_WIDTH = 1.5
_SIDE_BY_SIDE = 1.3  # widths of letters that stand in a row against the row's
_FEWEST = 3  # letters of a row that stands alone
_BESIDE_LINE = 4  # heights between a word and what may be another of its line
_ONE_ROW = 1.9  # a row's height in heights of its letters; stamps are bent
_PALE = 60  # by how much a stamp's or a photo's strokes are lighter than the page's letters
_SAMPLE = 5  # every fifth letter tells how dark they are
_REACH = 1.2  # letters twice this many heights apart are one row
_BESIDE = 1.2  # in heights of letters: words that are read again
_SURE = 0.6  # words of the second reading that are less sure are none


class Hole(NamedTuple):
    """A row of letters that no word covers; `height` of its letters in pixels."""

    box: Box
    height: float
    letters: int


def fill_holes(words: Sequence[Word], strips: Sequence[Strip], found: Sequence[Sequence[Word]]) -> list[Word]:
    """`words`, those of each strip replaced by what was `found` in it where that is more."""
    kept = list(words)
    for strip, seen in zip(strips, found, strict=False):
        new = [word for word in seen if word.confidence >= _SURE]
        if _letters_of(new) > _letters_of(strip.words) or _text_of(new) == _text_of(strip.words):
            line = strip.words[0].line if strip.words else 1 + max((word.line for word in kept), default=0)
            kept = [word for word in kept if word not in strip.words]
            kept += [word.model_copy(update={"line": line}) for word in new]
    return kept


# --- where no word is --------------------------------------------------------------------------------


def find_holes(page: Image, shapes: Shapes, words: Sequence[Word]) -> list[Hole]:
    """Rows of at least three dark letters that no word covers, from the top."""
    sizeable = (shapes.height >= _SMALLEST) & (shapes.width <= _WIDEST * shapes.height)
    letters = np.flatnonzero(shapes.is_text & sizeable)
    covered = _are_covered(shapes, letters, words)
    bare = letters[~covered]
    if covered.any():
        usual = np.median(_darkness(page, shapes, letters[covered][::_SAMPLE]))
        bare = bare[_darkness(page, shapes, bare) <= usual + _PALE]
    rows = _rows(shapes, bare)
    return [row for row in rows if row.letters >= _FEWEST or _stands_beside(row, words)]


def _are_covered(shapes: Shapes, letters: Indices, words: Sequence[Word]) -> NDArray[np.bool_]:
    """Which letters have their middle in a word's box."""
    height, width = shapes.labels.shape
    covered = np.zeros((height // _STEP + 1, width // _STEP + 1), np.uint8)
    for left, top, right, bottom in (word.box for word in words):
        corner = left // _STEP - 1, top // _STEP - 1
        cv2.rectangle(covered, corner, (right // _STEP + 1, bottom // _STEP + 1), 1, -1)
    rows = (shapes.top[letters] + shapes.bottom[letters]) // (2 * _STEP)
    columns = (shapes.left[letters] + shapes.right[letters]) // (2 * _STEP)
    return np.asarray(covered[rows, columns] > 0)


def _darkness(page: Image, shapes: Shapes, letters: Indices) -> NDArray[np.float64]:
    """The gray of the darker third of each letter's strokes."""
    grays = []
    for letter in letters:
        left, top, right, bottom = _box_of(shapes, letter)
        third = int(shapes.area[letter]) // 3
        grays.append(float(np.partition(page[top:bottom, left:right].ravel(), third)[third]))
    return np.array(grays)


def _rows(shapes: Shapes, letters: Indices) -> list[Hole]:
    """Letters that follow each other, all of about one height and on one line."""
    height, width = shapes.labels.shape
    joined = np.zeros((height // _STEP + 1, width // _STEP + 1), np.uint8)
    for letter in letters:
        reach = round(_REACH * shapes.height[letter])
        corner = (int(shapes.left[letter]) - reach) // _STEP, int(shapes.top[letter]) // _STEP
        other = (int(shapes.right[letter]) + reach) // _STEP, int(shapes.bottom[letter]) // _STEP
        cv2.rectangle(joined, corner, other, 1, -1)
    _, labels = cv2.connectedComponents(joined)
    rows = (shapes.top[letters] + shapes.bottom[letters]) // (2 * _STEP)
    columns = (shapes.left[letters] + shapes.right[letters]) // (2 * _STEP)
    groups = labels[rows, columns]
    holes = [_row(shapes, letters[groups == group]) for group in np.unique(groups)]
    return sorted((hole for hole in holes if hole is not None), key=_top)


def _row(shapes: Shapes, letters: Indices) -> Hole | None:
    """The row of `letters`, if they are one."""
    height = float(np.median(shapes.height[letters]))
    count = int(np.maximum(np.round(shapes.width[letters] / height), 1).sum())  # letters may touch
    box = union([_box_of(shapes, letter) for letter in letters])
    # A lone one may be a comma, or a stroke of a signature.
    is_letter = box.height >= _LONE and box.width <= _LETTER_WIDTH * box.height
    side_by_side = shapes.width[letters].sum() <= _SIDE_BY_SIDE * box.width  # unlike a fingerprint's
    if box.height > _ONE_ROW * height or not side_by_side or (len(letters) == 1 and not is_letter):
        return None
    return Hole(box, height, count)


def _stands_beside(row: Hole, words: Sequence[Word]) -> bool:
    """Whether one letter or two are a word like those on their line."""
    left, top, right, bottom = row.box
    return any(
        min(word.box.bottom, bottom) - max(word.box.top, top) > 0.7 * row.box.height
        and word.box.height < 3 * row.height
        and max(left - word.box.right, word.box.left - right) < _BESIDE_LINE * row.height
        for word in words
    )


def _box_of(shapes: Shapes, letter: int) -> Box:
    sides = (shapes.left, shapes.top, shapes.right, shapes.bottom)
    return Box(*(int(side[letter]) for side in sides))


def _top(hole: Hole) -> tuple[int, int]:
    return hole.box.top, hole.box.left


# --- read by themselves ------------------------------------------------------------------------------


def strip_of(page: Image, shapes: Shapes, hole: Hole, words: Sequence[Word]) -> Strip:
    """The hole and the words right beside it, which it may belong to."""
    left, top, right, bottom = hole.box
    reach = round(_BESIDE * hole.height)
    beside = [
        word
        for word in words
        if word.box.left <= right + reach
        and word.box.right >= left - reach
        and top <= word.box.middle < bottom
    ]
    return cut_strip(page, shapes, union([hole.box, *(word.box for word in beside)]), hole.height, beside)


def _letters_of(words: Sequence[Word]) -> int:
    return sum(letter.isalnum() for word in words for letter in word.text)


def _text_of(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)
