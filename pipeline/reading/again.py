"""A second look at a page, in one run of the engine: at ink that no word covers, and at doubtful words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.geometry import Box
from models.page import Word
from pipeline.reading.doubts import doubtful_words, settled, strips_of
from pipeline.reading.engine import OcrEngine
from pipeline.reading.holes import fill_holes, find_holes, strip_of
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Shapes
from pipeline.reading.strips import read_strips


class SecondReading(NamedTuple):
    """All words of the page, their lines not yet in order, and the places that stay unread."""

    words: list[Word]
    unread: tuple[Box, ...]


def read_again(
    page: Image, shapes: Shapes, words: Sequence[Word], dpi: int, engine: OcrEngine
) -> SecondReading:
    """Read what `words` leave uncovered on `page`, the cleaned gray page that the shapes were found on, and
    once more what they are unsure of."""
    holes = [strip_of(page, shapes, hole, words) for hole in find_holes(page, shapes, words)]
    doubts = doubtful_words(words)
    looks = [strips_of(page, shapes, word, words) for word in doubts]
    strips = [*holes, *(strip for look in looks for strip in look)]
    if not strips:
        return SecondReading(list(words), ())
    found: list[list[Word]] = [[] for _ in strips]
    for word in read_strips(strips, dpi, engine):
        found[word.line].append(word)
    kept = fill_holes(words, holes, found)
    seen = iter(found[len(holes) :])
    sure = {
        id(word): settled(word, [next(seen) for _ in look]) for word, look in zip(doubts, looks, strict=True)
    }
    kept = [sure.get(id(word), word) for word in kept]
    return SecondReading(kept, tuple(hole.box for hole in find_holes(page, shapes, kept)) if holes else ())
