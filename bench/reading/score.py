"""How many characters were read, and which words are right. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.page import Word


class Characters(NamedTuple):
    """Of a page: `right` of `all` characters that stand on it were read."""

    right: int
    all: int


def characters_read(truth: str, read: str) -> Characters:
    """Spaces aside, and in any order, since cells and columns can be read in several: a word that was read
    otherwise counts with the characters it shares with the nearest one that is no other word of the truth.
    Colons aside too: some arrangements print none behind their labels."""
    wanted, found = (Counter(text.replace(":", "").split()) for text in (truth, read))
    missing, left = list((wanted - found).elements()), list((found - wanted).elements())
    total = sum(len(word) for word in wanted.elements())
    return Characters(total - _distance(missing, left), total)


def character_error_rate(truth: str, read: str) -> float:
    """Characters to insert, delete or replace, as a share of those that should be there; in their order,
    one space between words."""
    truth, read = " ".join(truth.split()), " ".join(read.split())
    return Levenshtein.distance(truth, read) / max(len(truth), 1)


def _distance(missing: list[str], left: list[str]) -> int:
    """What it takes to make the missing words of the left ones, each used once, the nearest first."""
    if not missing or not left:
        return sum(map(len, missing))
    distances = process.cdist(missing, left, scorer=Levenshtein.distance)
    pairs = sorted((int(distances[m, f]), m, f) for m in range(len(missing)) for f in range(len(left)))
    costs: dict[int, int] = {}
    used = set()
    for distance, at, other in pairs:
        if at not in costs and other not in used and distance < len(missing[at]):
            costs[at] = distance
            used.add(other)
    return sum(costs.get(at, len(word)) for at, word in enumerate(missing))


class Judged(NamedTuple):
    """A word as read: how sure the engine was, and whether such a word stands on the page."""

    confidence: float
    right: bool


def judge_words(truth: str, words: Sequence[Word]) -> list[Judged]:
    """Signs around words aside; a word read twice that stands there once is right once, the surer one.

    What is no word (a sign, a scratch) is not judged.
    """
    waiting = Counter(filter(None, map(core, truth.split())))
    judged = []
    for word in sorted(words, key=_confidence, reverse=True):
        text = core(word.text)
        if text:
            judged.append(Judged(word.confidence, waiting[text] > 0))
            waiting[text] -= 1
    return judged


def core(text: str) -> str:
    """The text from its first letter or figure to its last."""
    return re.sub(r"^\W+|\W+$", "", text)


def _confidence(word: Word) -> float:
    return word.confidence
