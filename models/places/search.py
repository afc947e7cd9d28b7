"""The units that the end of an address names, by letters that need not all be right.

An address is read from its end: the province first, then only what lies in it. So a ward is looked for among
a few dozen, where even two wrong letters leave one that is near.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.places.names import KINDS, ONE_WORD, Reading, Token, kinds_before, marked, name_of
from models.places.units import DISTRICT, PROVINCE, WARD, Entry, Gazetteer, Index, Unit

# What counts against a reading, in wrong letters.
MARK = 0.3  # an accent that is wrong or lost, up to three of a name
MOST_MARKS = 3
NO_KIND, OTHER_KIND, OTHER_NAME, JUNK = 0.1, 0.5, 0.35, 0.4
MISREAD_KIND, OTHER_LEVEL = 0.15, 0.7
NOT_AT_COMMA, NO_BEGINNING, COMMA_INSIDE = 0.15, 0.8, 0.5
NO_DISTRICT, OTHER_TIME, FORMER_WARD, NO_PROVINCE = 0.6, 0.4, 0.8, 1.0
STOPPED = 1.4  # at each level above the ward, where words are left before it
STOPPED_AT_KIND = 2.0  # more where these words begin like a ward or district
LEFT = 0.5  # words are left that do not begin like a house or hamlet
STOPPED_AT_ALL = 0.2  # where no words are left
GOOD = 0.5  # a part this near needs no other way to be read
GOOD_WHOLE = 1.6
LONGEST_NAME = 8  # words, with the kind

KINDS_OF = {
    PROVINCE: {"tinh", "thanhpho"},
    DISTRICT: {"quan", "huyen", "thixa", "thanhpho"},
    WARD: {"phuong", "xa", "thitran", "dackhu"},
}
_ACCENTED = {marked(kind) for kind in KINDS.values()}
# Words that begin the part below the ward.
_BELOW = {
    *(
        "so",
        "ngo",
        "ngach",
        "hem",
        "duong",
        "pho",
        "thon",
        "ap",
        "xom",
        "to",
        "doi",
        "khu",
        "kp",
        "tdp",
        "khom",
    ),
    *(
        "ban",
        "buon",
        "lang",
        "cum",
        "soc",
        "phum",
        "bon",
        "plei",
        "tieukhu",
        "khoi",
        "nha",
        "lo",
        "can",
        "quoclo",
    ),
}


class Hit(NamedTuple):
    """A unit that words from `start` on may name. `letters`, `marks`: how many are wrong; `cost`: all that
    speaks against it; `kind`: the one read, folded, or ""; `name_start`: where the name itself begins."""

    unit: Unit
    start: int
    name_start: int
    kind: str
    letters: int
    marks: int
    cost: float


class Chain(NamedTuple):
    """Hits from the province down, and what speaks against them together."""

    hits: tuple[Hit, ...]
    cost: float

    @property
    def unit(self) -> Unit:
        return self.hits[-1].unit

    @property
    def start(self) -> int:
        return self.hits[-1].start


def find_chains(tokens: Sequence[Token], places: Gazetteer) -> list[Chain]:
    """All ways to read the end of an address that are not absurd, the best first."""
    search = _Search(tokens, places)
    chains = search.run()
    finished = [chain._replace(cost=chain.cost + search.stopped(chain)) for chain in chains]
    return sorted(finished, key=_by_cost)


def _by_cost(chain: Chain) -> float:
    return chain.cost


def allowed_letters(length: int) -> int:
    """How many letters of a name may be wrong."""
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 10 else 3


class _Search:
    """One address while it is read."""

    def __init__(self, tokens: Sequence[Token], places: Gazetteer) -> None:
        self.tokens = tokens
        self.places = places
        self.bare = all(token.plain == token.marked for token in tokens)  # written without any accents

    def run(self) -> list[Chain]:
        end = len(self.tokens)
        chains = self._from_provinces(end)
        if not chains and end > 1:
            chains = self._from_provinces(end - 1)
        if not any(chain.unit.level != PROVINCE for chain in chains):
            chains += self._without_province(end)
        return chains

    def stopped(self, chain: Chain) -> float:
        """What it costs that words are left before a chain which may name a unit."""
        levels = {WARD: 0, DISTRICT: 1, PROVINCE: 2}[chain.unit.level]
        if not chain.start:
            return STOPPED_AT_ALL * levels
        begin = self._begin_of_part(chain.start)
        if self.tokens[begin].plain in _BELOW or self.tokens[begin].plain[0].isdecimal():
            return STOPPED * levels
        reading = kinds_before(self._first_words(begin, chain.start))[0]
        is_kind = reading.kind in KINDS_OF[WARD] | KINDS_OF[DISTRICT]
        return LEFT + (STOPPED_AT_KIND if is_kind else 0) + STOPPED * levels

    def _begin_of_part(self, end: int) -> int:
        return next(place for place in range(end - 1, -1, -1) if self.tokens[place].after_comma)

    def _from_provinces(self, end: int) -> list[Chain]:
        index = self.places.index
        provinces = [Chain((hit,), hit.cost) for hit in self.hits(index("children"), end)]
        chains = [*provinces]
        for chain in provinces:
            below = self._below(chain, "children", 0)
            chains += below
            for lower in below:
                if lower.unit.level == DISTRICT:
                    chains += self._wards_of(lower)
        if any(chain.unit.level == WARD and chain.cost < GOOD_WHOLE for chain in chains):
            return chains
        for chain in provinces:
            if chain.unit.is_old:
                chains += self._below(chain, "wards", NO_DISTRICT)
            else:
                districts = self._below(chain, "former_districts", OTHER_TIME)
                chains += districts
                for lower in districts:
                    chains += self._wards_of(lower)
                chains += self._below(chain, "former_wards", FORMER_WARD)
        return chains

    def _wards_of(self, district: Chain) -> list[Chain]:
        return self._below(district, "children", 0) or self._below(district, "successors", NO_DISTRICT)

    def _without_province(self, end: int) -> list[Chain]:
        chains = []
        for hit in [hit for hit in self.hits(self.places.index("districts"), end) if hit.kind]:
            chain = Chain((hit,), hit.cost + NO_PROVINCE)
            chains += [chain, *self._below(chain, "children", 0)]
        if not chains:
            hits = self.hits(self.places.index("wards"), end)
            chains = [
                Chain((hit,), hit.cost + 2 * NO_PROVINCE) for hit in hits if hit.kind and not hit.letters
            ]
        return chains

    def _below(self, chain: Chain, which: str, extra: float) -> list[Chain]:
        index = self.places.index(which, chain.unit)
        return [
            Chain((*chain.hits, hit), chain.cost + hit.cost + extra) for hit in self.hits(index, chain.start)
        ]

    def hits(self, index: Index, end: int) -> list[Hit]:
        """The units of the index that the words before `end` may name: those of the whole part between commas
        if they are near, else of any words that end there."""
        if end <= 0:
            return []
        begin = self._begin_of_part(end)
        found = self._hits_from(index, begin, end)
        for start in range(end - 1, begin, -1):
            if self.tokens[start].after_dash:
                found += self._hits_from(index, start, end)
        if not any(hit.cost < GOOD for hit in found):
            for start in range(end - 1, max(end - LONGEST_NAME, 0) - 1, -1):
                if start != begin and not self._is_inside(start):
                    found += self._hits_from(index, start, end)
        return _best_of_each(found)

    def _first_words(self, start: int, end: int) -> tuple[str, ...]:
        return tuple([token.plain for token in self.tokens[start : min(start + 4, end)]])

    def _is_inside(self, start: int) -> bool:
        """Whether a kind of unit stands right before a word or is parted by it: no name begins there."""
        token, before = self.tokens[start], self.tokens[start - 1]
        if token.after_comma or token.after_dash:
            return False
        if before.plain + token.plain in KINDS:
            return True
        return (
            token.plain not in ONE_WORD
            and before.plain in ONE_WORD
            and (self.bare or before.marked in _ACCENTED)
        )

    def _hits_from(self, index: Index, start: int, end: int) -> list[Hit]:
        tokens = self.tokens
        commas = sum(token.after_comma for token in tokens[start + 1 : end])
        found = []
        readings = kinds_before(self._first_words(start, end))
        has_kind = readings[0].kind and not readings[0].misread and len(tokens[start].plain) > 1
        for reading in readings:
            words = tokens[start + reading.length : end]
            if not words:
                continue
            unlikely = has_kind or tokens[start].plain in _BELOW
            place = commas * COMMA_INSIDE
            if not tokens[start].after_comma:
                place += NOT_AT_COMMA if reading.kind else NO_BEGINNING
            for entry, letters in _alike(index, tuple([word.plain for word in words])):
                kind = _kind_cost(reading, entry, is_letter=len(tokens[start].plain) == 1)
                if kind is None or (letters and not reading.kind and (place >= NO_BEGINNING or unlikely)):
                    continue
                marks = self._wrong_marks(words, entry)
                cost = letters + MARK * min(marks, MOST_MARKS) + kind + place
                found.append(
                    Hit(entry.unit, start, start + reading.length, reading.kind, letters, marks, cost)
                )
        return found

    def _wrong_marks(self, words: Sequence[Token], entry: Entry) -> int:
        """How many letters that are right have another accent."""
        if self.bare or not entry.kind:
            return 0
        plain, read = "".join([word.plain for word in words]), "".join([word.marked for word in words])
        if read == entry.marked or entry.name.stem == "":
            return 0
        blocks = Levenshtein.opcodes(plain, entry.plain)
        return sum(
            one != other
            for block in blocks
            if block.tag == "equal"
            for one, other in zip(
                read[block.src_start : block.src_end],
                entry.marked[block.dest_start : block.dest_end],
                strict=True,
            )
        )


@functools.lru_cache(maxsize=32768)
def _alike(index: Index, words: tuple[str, ...]) -> list[tuple[Entry, int]]:
    """Entries of this name, or else of names near it, with how many letters are wrong."""
    name = name_of(words)
    if name in index.exact:
        return [(entry, 0) for entry in index.exact[name]]
    stems = index.stems.get(name.numbers)
    if not stems or not name.stem:
        return []
    near = process.extract(
        name.stem,
        stems,
        scorer=Levenshtein.distance,
        score_cutoff=allowed_letters(len(name.stem)),
        limit=None,
    )
    return [
        (entry, int(letters)) for stem, letters, _ in near for entry in index.exact[name._replace(stem=stem)]
    ]


def _kind_cost(reading: Reading, entry: Entry, *, is_letter: bool) -> float | None:
    """What the kind that was read costs; None where it is one of another level, and not only a letter."""
    if not reading.kind:
        return JUNK if reading.misread else NO_KIND
    if reading.kind not in KINDS_OF[entry.unit.level]:
        return OTHER_LEVEL if is_letter else None
    misread = MISREAD_KIND * reading.misread
    if not entry.kind:
        return OTHER_NAME + misread
    return misread if reading.kind == entry.kind else OTHER_KIND + misread


def _best_of_each(hits: list[Hit]) -> list[Hit]:
    """For each unit its cheapest hit; none that costs much more than the best."""
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.unit.key)
        if known is None or hit.cost < known.cost:
            best[hit.unit.key] = hit
    if not best:
        return []
    limit = min(hit.cost for hit in best.values()) + STOPPED
    return [hit for hit in best.values() if hit.cost <= limit]
