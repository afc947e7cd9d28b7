"""Which letters of a value a clerk should look at first, and where two values differ."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from models.confidence import chance_right
from models.geometry import Box
from models.page import PageReading, Word
from models.text import fold

DOUBTFUL = 0.95  # of words that were read so surely, one in twenty is wrong


class Part(NamedTuple):
    """Letters that follow each other; `marked`: look at them."""

    text: str
    marked: bool


def words_at(reading: PageReading, box: Box) -> list[Word]:
    """The words in a place of the kept image, in reading order."""
    return [word for line in reading.lines() for word in line if box.contains(reading.to_image.box(word.box))]


def doubtful_letters(shown: str, words: Sequence[Word]) -> tuple[Part, ...]:
    """A value in parts: marked is what was read unsurely or stands there though it was not read so; of
    figures that were read twice alike, nothing. Without words nothing is known, and nothing marked."""
    if not words:
        return (Part(shown, False),)
    text = " ".join(word.text for word in words)
    flags = [flag for word in words for flag in [_is_doubtful(word)] * len(word.text) + [False]]
    return _marked(shown, text, flags)


def differing_letters(shown: str, other: str) -> tuple[Part, ...]:
    """`shown` in parts: marked is what `other` does not have in its place."""
    return _marked(shown, other, [False] * len(other))


def _is_doubtful(word: Word) -> bool:
    return not word.confirmed and chance_right(word.confidence) < DOUBTFUL


def _marked(shown: str, text: str, flags: Sequence[bool]) -> tuple[Part, ...]:
    """`shown`, marked where it is not as in `text` and where that is flagged; in any case of letters."""
    one, other = shown.casefold(), text.casefold()
    if len(one) != len(shown) or len(other) != len(text):  # letters that grow when their case changes
        one, other = shown, text
    marks = [letter.isalnum() for letter in shown]
    for start, there, length in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for step in range(length):
            marks[start + step] = flags[there + step] and shown[start + step].isalnum()
    parts: list[Part] = []
    for letter, mark in zip(shown, marks, strict=True):
        if parts and parts[-1].marked == mark:
            parts[-1] = Part(parts[-1].text + letter, mark)
        else:
            parts.append(Part(letter, mark))
    return tuple(parts)


def alike(one: str, other: str) -> bool:
    """Whether two names are the same but for accents and case."""
    return bool(fold(one)) and fold(one) == fold(other)
