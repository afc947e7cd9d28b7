"""Bits of evidence for "the same person", apart for the person and for the household.

Added up as by Fellegi and Sunter (1969); an exact name weighs by how rare it is in the register (Winkler
1990). What a whole family shares is capped: it may support a match and never carry it (Newcombe 1993).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Mapping
from math import log2
from typing import NamedTuple

from models.matching import Matching
from pipeline.matching.compare import is_near
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

    def bare_givens(self, least: float) -> list[str]:
        """The letters of the given names that at least this part of all citizens bears."""
        enough = least * (self._totals["given"] or 1)
        return [name for name, count in self._bare.items() if count >= enough]

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
    """`household`: capped."""

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
        self._frequency = matching.frequency
        self._frequencies = frequencies
        self._common: list[str] | None = None
        self._by_rareness: dict[str, Callable[[Person], float]] = {
            **{"given": self._given, "family": self._family, "middle": self._middle},
            **{"father": self._father, "mother": self._mother},
        }
        # By field and level; None where the name's rareness tells.
        self._bits: dict[str, dict[str, float | None]] = {
            field: {
                level: None if field in self._by_rareness and level in ("exact", "equal") else bits
                for level, bits in levels.items()
            }
            for field, levels in matching.weights.items()
        }
        self._rare = functools.lru_cache(maxsize=1 << 16)(self._rareness)

    def is_real_name(self, given: str, *, marks_count: bool) -> bool:
        """Whether so many citizens bear it, or one of its letters, that it is a name, not a misread one."""
        frequencies = self._frequencies
        share = frequencies.share("given", given) if marks_count else frequencies.bare_given_share(given)
        return share >= self._frequency.real_name

    def may_be_another(self, read: str, held: str) -> bool:
        """Whether a given name as read is near to a common name that is not the held one. All bare."""
        if self._common is None:
            self._common = self._frequencies.bare_givens(self._frequency.common_name)
        return any(name != held and is_near(read, name) for name in self._common)

    def weigh(self, levels: Mapping[str, str], asked: Person, held: Person) -> dict[str, float]:
        """Bits by field."""
        by_field = {}
        for field, level in levels.items():
            bits = self._bits[field][level]
            by_field[field] = self._by_rareness[field](held) if bits is None else bits
        if asked.sure:  # what may be misread contradicts less
            for field, bits in by_field.items():
                if bits < 0:
                    by_field[field] = bits * asked.sure.get(TOLD_AS.get(field, field), 1.0)
        return by_field

    def _given(self, held: Person) -> float:
        assert held.name is not None
        return self._rare("given", held.name.syllables[-1])

    def _family(self, held: Person) -> float:
        assert held.name is not None
        return self._rare("family", held.name.syllables[0])

    def _middle(self, held: Person) -> float:
        assert held.name is not None
        return self._rare("middle", "".join(held.name.syllables[1:-1]))

    def _father(self, held: Person) -> float:
        assert held.father is not None
        return self._parent("father", held.father)

    def _mother(self, held: Person) -> float:
        assert held.mother is not None
        return self._parent("mother", held.mother)

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
