"""The units that words of an address may name, and how much speaks against each, in wrong letters."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.places.names import KINDS, ONE_WORD, Name, Reading, Token, kinds_before, marked, name_of
from models.places.units import DISTRICT, PROVINCE, WARD, Entry, Index, Unit

MARK = 0.3  # an accent that is wrong or lost, up to three of a name
MOST_MARKS = 3
NO_KIND, OTHER_KIND, OTHER_NAME, JUNK = 0.1, 0.5, 0.35, 0.4
MISREAD_KIND, OTHER_LEVEL = 0.15, 0.7
NOT_AT_COMMA, NO_BEGINNING, COMMA_INSIDE = 0.15, 0.8, 0.5
GOOD = 0.5  # a part this near needs no other way to be read
FURTHEST = 1.4  # from the best
LONGEST_NAME = 8  # words, with the kind

KINDS_OF = {
    PROVINCE: {"tinh", "thanhpho"},
    DISTRICT: {"quan", "huyen", "thixa", "thanhpho"},
    WARD: {"phuong", "xa", "thitran", "dackhu"},
}
# Words that begin the part below the ward.
BELOW = {
    *("so", "ngo", "ngach", "hem", "duong", "pho", "lo", "can", "nha", "khu", "kp", "tdp", "to", "khoi"),
    *("thon", "ap", "xom", "doi", "khom", "ban", "buon", "lang", "cum", "soc", "phum", "bon", "plei"),
}
_ACCENTED = {marked(kind) for kind in KINDS.values()}


class Hit(NamedTuple):
    """A unit that the words from `start` to `end` may name, its name from `name_start` on.

    `kind`: the one read, folded, or ""; `letters`, `marks`: how many are wrong; `cost`: all that is against.
    """

    unit: Unit
    start: int
    name_start: int
    end: int
    kind: str
    letters: int
    marks: int
    cost: float


class Address:
    """The words of an address. `bare`: written without any accents; `wide`: all names that are near are
    looked at, even where one is exactly so; `kinds`: the kinds of units that are written out, by place."""

    def __init__(self, tokens: Sequence[Token], *, wide: bool) -> None:
        self.tokens = tokens
        self.wide = wide
        self.bare = all(token.plain == token.marked for token in tokens)
        found = ((place, self._kind_at(place)) for place in range(len(tokens)))
        self.kinds = {place: kind for place, kind in found if kind}

    def _kind_at(self, place: int) -> str:
        token = self.tokens[place]
        if token.plain in ONE_WORD:
            return token.plain if self.bare or token.marked in _ACCENTED else ""
        pair = token.plain + self.tokens[place + 1].plain if place + 1 < len(self.tokens) else ""
        return pair if pair in KINDS else ""

    def begin_of_part(self, end: int) -> int:
        """Where the part between commas begins that ends before `end`."""
        place = end - 1
        while not self.tokens[place].after_comma:
            place -= 1
        return place

    def first_words(self, start: int, end: int) -> tuple[str, ...]:
        """As many words as a kind of unit may be parted into."""
        return tuple([token.plain for token in self.tokens[start : min(start + 4, end)]])

    def hits(self, index: Index, end: int) -> list[Hit]:
        """The units of the index that the words before `end` may name: those of the whole part between commas
        if they are near, else of any words that end there."""
        if not end or not index.exact:
            return []
        begin = self.begin_of_part(end)
        is_one = begin in self.kinds and not any(begin < place < end for place in self.kinds)
        if is_one and self.kinds[begin] not in KINDS_OF[index.level] and not self.wide:
            return []
        found = self._hits_from(index, begin, end)
        for start in range(end - 1, begin, -1):
            if self.tokens[start].after_dash:
                found += self._hits_from(index, start, end)
        if self.wide or not (any(hit.cost < GOOD for hit in found) or (found and is_one)):
            for start in range(end - 1, max(end - LONGEST_NAME, 0) - 1, -1):
                if start != begin and not self._is_inside(start):
                    found += self._hits_from(index, start, end)
        return _best_of_each(found)

    def _is_inside(self, start: int) -> bool:
        """Whether a kind of unit stands right before a word or is parted by it: no name begins there."""
        token, before = self.tokens[start], self.tokens[start - 1]
        if token.after_comma or token.after_dash:
            return False
        if before.plain + token.plain in KINDS:
            return True
        return token.plain not in ONE_WORD and before.plain in ONE_WORD and start - 1 in self.kinds

    def _hits_from(self, index: Index, start: int, end: int) -> list[Hit]:
        first = self.tokens[start]
        readings = kinds_before(self.first_words(start, end))
        has_kind = readings[0].kind and not readings[0].misread and len(first.plain) > 1
        commas = sum([token.after_comma for token in self.tokens[start + 1 : end]])
        found: list[Hit] = []
        for reading in readings:
            if start + reading.length == end or (reading.misread > 1 and not first.after_comma):
                continue
            place = commas * COMMA_INSIDE
            if not first.after_comma:
                place += NOT_AT_COMMA if reading.kind else NO_BEGINNING
            is_sure = not reading.kind and (has_kind or not first.after_comma or first.plain in BELOW)
            found += self._named(index, reading, start, end, place, only_exact=is_sure)
        return found

    def _named(
        self, index: Index, reading: Reading, start: int, end: int, place: float, *, only_exact: bool
    ) -> Iterator[Hit]:
        words = self.tokens[start + reading.length : end]
        plain = tuple([word.plain for word in words])
        for entry, letters in _exactly(index, plain) if only_exact else _alike(index, plain, self.wide):
            kind = _kind_cost(reading, entry, is_letter=len(self.tokens[start].plain) == 1)
            if kind is not None:
                marks = self._wrong_marks(words, entry)
                cost = letters + MARK * min(marks, MOST_MARKS) + kind + place
                name_start = start + reading.length
                yield Hit(entry.unit, start, name_start, end, reading.kind, letters, marks, cost)

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


_name_of = functools.lru_cache(maxsize=32768)(name_of)


def allowed_letters(length: int) -> int:
    """How many letters of a name may be wrong."""
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 10 else 3


def _exactly(index: Index, words: tuple[str, ...]) -> list[tuple[Entry, int]]:
    """Entries of this name, with no letter wrong."""
    return [(entry, 0) for entry in index.exact.get(_name_of(words), ())]


@functools.lru_cache(maxsize=32768)
def _alike(index: Index, words: tuple[str, ...], wide: bool) -> list[tuple[Entry, int]]:
    """Entries of this name, or else (with `wide`: too) of names near it, with how many letters are wrong."""
    name = _name_of(words)
    stems = index.stems.get(name.numbers, [])
    if not name.stem or (name in index.exact and not wide):
        return _exactly(index, words)
    near = process.extract(
        name.stem,
        stems,
        scorer=Levenshtein.distance,
        score_cutoff=allowed_letters(len(name.stem)),
        limit=None,
    )
    return [
        (entry, int(letters)) for stem, letters, _ in near for entry in index.exact[Name(stem, name.numbers)]
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
    limit = min(hit.cost for hit in best.values()) + FURTHEST
    return [hit for hit in best.values() if hit.cost <= limit]
