"""Words that the engine was unsure of, read twice more: among their neighbours, and small and alone. A word
that is read alike from different pictures is hardly wrong, and three readings tell a slip from a word.

Heights and vote were chosen on 40 drawn pages (seed 7001): of 318 doubtful words 241 were right, then 265.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from models.geometry import Box, union
from models.page import Word
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Shapes, percentile
from pipeline.reading.strips import Strip, cut_strip

_UNSURE = 0.9
_AMONG, _ALONE = 28, 18  # the height of a letter in the two pictures, pixels
_HIGH = 80  # the percentile of the shapes' heights that a letter has
_LETTER = 7  # the height of the lowest letter, pixels at 300 dpi
_OWN = 0.6  # of a word's width lies over the word that is looked at
_WORD = re.compile(r"[^\W\d_]{2}")
_EDGES = re.compile(r"^\W+|\W+$")


def doubtful_words(words: Sequence[Word]) -> list[Word]:
    """Figures are read a second time anyway (`figures`), and lines for machines are no words."""
    return [
        word
        for word in words
        if word.confidence < _UNSURE and _WORD.search(word.text) and "<" not in word.text
    ]


def strips_of(page: Image, shapes: Shapes, word: Word, words: Sequence[Word]) -> list[Strip]:
    """The word with those beside it on its line, and alone."""
    line = sorted((other for other in words if other.line == word.line), key=_left)
    at = line.index(word)
    among = [other.box for other in line[max(at - 1, 0) : at + 2]]
    height = _letter_height(shapes, word.box)
    return [
        cut_strip(page, shapes, union(among), height, [word], _AMONG),
        cut_strip(page, shapes, word.box, height, [word], _ALONE),
    ]


def _letter_height(shapes: Shapes, box: Box) -> float:
    left, top, right, bottom = box
    within = np.unique(shapes.labels[top:bottom, left:right])
    heights = shapes.height[within[shapes.is_text[within]]]
    letters = heights[heights >= _LETTER]
    return percentile(letters, _HIGH) if len(letters) else float(box.height)


def settled(word: Word, seen: Sequence[Sequence[Word]]) -> Word:
    """The word as two readings at least have it, else as it was; of two such ones the surer. `seen`: what was
    read in each of its strips. Its confidence is the share of all the sureness there could be."""
    readings = [word, *(other for other in (_own(word, strip) for strip in seen) if other is not None)]
    alike: dict[str, list[Word]] = {}
    for reading in readings:
        alike.setdefault(_core(reading), []).append(reading)
    best = max((group for group in alike.values() if len(group) > 1 or group[0] is word), key=_sureness)
    return word.model_copy(
        update={
            "text": max(best, key=_confidence).text,
            "confidence": _sureness(best) / (1 + len(seen)),
            "readings": tuple(reading.text for reading in readings),
        }
    )


def _core(word: Word) -> str:
    """Its letters and figures, without the signs around them."""
    return _EDGES.sub("", word.text)


def _sureness(readings: Sequence[Word]) -> float:
    return sum(reading.confidence for reading in readings)


def _own(word: Word, strip: Sequence[Word]) -> Word | None:
    """The word of a strip that lies over `word`, if it holds a letter or a figure."""
    for other in strip:
        shared = min(other.box.right, word.box.right) - max(other.box.left, word.box.left)
        if shared >= _OWN * max(other.box.width, word.box.width) and _core(other):
            return other
    return None


def _left(word: Word) -> int:
    return word.box.left


def _confidence(word: Word) -> float:
    return word.confidence
