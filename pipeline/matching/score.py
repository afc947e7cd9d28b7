"""Bits of evidence for "the same person", apart for the person and for the household.

Added up as by Fellegi and Sunter (1969); an exact name weighs by how rare it is in the register (Winkler
1990). What a whole family shares is capped: it may support a match and never carry it (Newcombe 1993).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from math import log2
from typing import NamedTuple

from models.matching import Matching
from pipeline.matching.names import Name, bare_name
from pipeline.matching.person import TOLD_AS, Person

NAME_PARTS = ("family", "middle", "given")


class Frequencies:
    """How often the register has each family, middle and given name, with its marks."""

    def __init__(self, counts: Mapping[tuple[str, str], int]) -> None:
        """`counts`: by (part of NAME_PARTS, name in lower case with its marks)."""
        self._counts = counts
        self._totals = dict.fromkeys(NAME_PARTS, 0)
        for (part, _), count in counts.items():
            self._totals[part] += count
        self._bare: Counter[str] = Counter()
        for (part, name), count in counts.items():
            if part == "given":
                self._bare[bare_name(name)] += count

    def bare_given_share(self, name: str) -> float:
        """The part of all citizens whose given name has these letters, whatever marks."""
        return self._bare[bare_name(name)] / (self._totals["given"] or 1)

    def share(self, part: str, name: str, usual: float = 0.0, as_usual: int = 0) -> float:
        """The part of all citizens that bear it, 0 to 1; `as_usual` more are thought of whom `usual` do."""
        count = self._counts.get((part, name), 0) + usual * as_usual
        return count / (self._totals[part] + as_usual or 1)


def parts_of(name: Name) -> list[tuple[str, str]]:
    """(part, name) for the frequencies: family, middle (joined) and given name."""
    syllables = name.syllables
    parts = [("given", syllables[-1])]
    if len(syllables) > 1:
        parts.append(("family", syllables[0]))
        parts.append(("middle", "".join(syllables[1:-1])))
    return parts


class Bits(NamedTuple):
    by_field: dict[str, float]
    individual: float
    household: float

    @property
    def total(self) -> float:
        return self.individual + self.household


class Scorer:
    """Turns levels into bits by the weights and the register's frequencies."""

    def __init__(self, matching: Matching, frequencies: Frequencies) -> None:
        self._weights = matching.weights
        self._household = frozenset(matching.household)
        self._most = matching.household_most
        self._frequency = matching.frequency
        self._frequencies = frequencies
        self._rare = functools.lru_cache(maxsize=1 << 16)(self._rareness)

    def is_real_name(self, given: str, *, marks_count: bool) -> bool:
        """Whether so many citizens bear it, or one of its letters, that it is a name, not a misread one."""
        frequencies = self._frequencies
        share = frequencies.share("given", given) if marks_count else frequencies.bare_given_share(given)
        return share >= self._frequency.real_name

    def bits(self, levels: Mapping[str, str], asked: Person, held: Person) -> Bits:
        by_field = {}
        individual = household = 0.0
        for field, level in levels.items():
            bits = self._bits(field, level, held)
            if bits < 0 and asked.sure:
                bits *= asked.sure.get(TOLD_AS.get(field, field), 1.0)  # what may be misread contradicts less
            by_field[field] = bits
            if field in self._household:
                household += bits
            else:
                individual += bits
        return Bits(by_field, individual, min(household, self._most))

    def _bits(self, field: str, level: str, held: Person) -> float:
        if level == "exact":
            return self._rare(field, _part(held.name, field))
        if level == "equal" and field == "father" and held.father:
            return self._parent(field, held.father)
        if level == "equal" and field == "mother" and held.mother:
            return self._parent(field, held.mother)
        return self._weights[field][level]

    def _rareness(self, part: str, name: str) -> float:
        agreeing = self._frequency.agreeing[part]
        usual = agreeing / 2 ** self._weights[part]["exact"]
        share = self._frequencies.share(part, name, usual, self._frequency.as_usual)
        return log2(agreeing / max(share, self._frequency.rarest))

    def _parent(self, field: str, name: Name) -> float:
        bits = log2(self._frequency.agreeing[field])
        for part, value in parts_of(name):
            bits += self._rare(part, value) - log2(self._frequency.agreeing[part])
        return min(bits, self._frequency.most_of_a_parent)


def _part(name: Name | None, field: str) -> str:
    assert name is not None
    if field == "middle":
        return "".join(name.syllables[1:-1])
    return name.syllables[0 if field == "family" else -1]
