"""Which units an address names."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from models.places.names import split_words
from models.places.search import Chain, find_chains
from models.places.units import DISTRICT, PROVINCE, WARD, Unit, gazetteer
from models.text import clean, same_key

MARGIN = 0.25  # readings that are nearer to each other than this (in wrong letters) are not told apart
LONGEST = 200  # signs at the end of a text that are looked at
PARTS = 3  # between commas, at most, that name units
CACHED = 65536
# A part that begins so is a house or hamlet, and no unit's name.
_HOUSE = re.compile(
    r"\s*(?:[0-9][0-9/-]*[a-z]?\s|(?:số|so|thôn|thon|xóm|xom|tổ|ấp|ngõ|khóm|khu|hẻm|đội [0-9])\s|kp|tdp)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"[\s,.;-]+vi[eệ]t\s?nam\W*$", re.IGNORECASE)


class PlaceReading(NamedTuple):
    """What an address says.

    `raw`: the text; `detail`: what stands before the units (house, street, hamlet), "" if nothing; `units`:
    province, district, ward, as far as all readings agree, with the codes of their time; `candidates`: the
    units that it may name, several where it can be read in several ways; `present`: codes of today's wards
    where the place may lie (all of a district's where only that is named; none where not even that);
    `letters`, `marks`: how many letters and accents had to be put right.
    """

    raw: str
    detail: str
    units: tuple[Unit, ...]
    candidates: tuple[Unit, ...]
    present: frozenset[int]
    letters: int
    marks: int

    @property
    def unit(self) -> Unit | None:
        """The smallest unit named; None where the text names none, or may name one of several."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def level(self) -> str | None:
        """`ward`, `district` or `province`: how exact the place is; None where no unit is known."""
        return self.units[-1].level if self.units else None

    @property
    def province(self) -> int | None:
        """The code of today's province."""
        if not self.units:
            return None
        top = self.units[0]
        return next(iter(top.became)) if top.level == PROVINCE else None


class _Tail(NamedTuple):
    """The units that the end of an address names; `start`: where their names begin in it."""

    start: int
    units: tuple[Unit, ...]
    candidates: tuple[Unit, ...]
    present: frozenset[int]
    letters: int
    marks: int


_NOTHING = _Tail(0, (), (), frozenset(), 0, 0)


def locate(text: str) -> PlaceReading:
    """The place that a text names. Never raises; the same units are worked out once."""
    raw = clean(text)
    begin, tail = _tail(raw)
    if tail is _NOTHING:
        return PlaceReading(raw, raw, (), (), frozenset(), 0, 0)
    detail = raw[: begin + tail.start].rstrip(" ,;.-–")
    return PlaceReading(raw, detail, tail.units, tail.candidates, tail.present, tail.letters, tail.marks)


def present_wards(text: str) -> frozenset[int]:
    """Codes of today's wards where a place may lie; empty where no ward or district is known."""
    return _tail(text)[1].present


def _tail(text: str) -> tuple[int, _Tail]:
    """The units that a text names, looked for in a house's part only where no ward is found behind it: its
    comma may be lost."""
    begin = begin_of_units(text)
    tail = _locate(text[begin:])
    if begin and not (tail.units and tail.units[-1].level == WARD):
        wider = text.rfind(",", 0, begin - 1) + 1
        more = _locate(text[wider:])
        if more.units and more.units[-1].level == WARD:
            return wider, more
    return begin, tail


def begin_of_units(text: str) -> int:
    """Where the last parts between commas begin; the country's name is none."""
    country = _COUNTRY.search(text)
    place = country.start() if country else len(text)
    begin = place
    for part in range(PARTS):
        comma = text.rfind(",", 0, place)
        if part and _HOUSE.match(text, comma + 1):
            break
        begin = comma + 1
        if comma < 0:
            break
        place = comma
    return begin


@functools.lru_cache(maxsize=CACHED)
def _locate(text: str) -> _Tail:
    text = clean(text)
    if (known := _written(text)) is not None:
        return known
    cut = max(len(text) - LONGEST, 0)
    tokens = split_words(_COUNTRY.sub("", text[cut:]))
    chains = find_chains(tokens, gazetteer())
    if not chains:
        return _NOTHING
    best = chains[0]
    above = {hit.unit.key for hit in best.hits[:-1]}
    near = [chain for chain in chains if chain.cost - best.cost < MARGIN and chain.unit.key not in above]
    near = _apart(near)
    present = frozenset().union(*(_present(chain) for chain in near))
    return _Tail(
        start=cut + tokens[best.start].start,
        units=tuple(hit.unit for hit in best.hits) if len(near) == 1 else _shared(near),
        candidates=tuple(chain.unit for chain in near),
        present=present,
        letters=sum(hit.letters for hit in best.hits),
        marks=sum(hit.marks for hit in best.hits),
    )


def _written(text: str) -> _Tail | None:
    """What an address names that is printed in full, without a mistake."""
    written = gazetteer().written
    parts = text.split(",")
    for count in (3, 2):
        tail = ",".join(parts[-count:])
        ward = written.get(same_key(tail)) if len(parts) >= count else None
        if ward is not None:
            units = tuple(reversed(gazetteer().upwards(ward)))
            return _Tail(len(text) - len(tail.lstrip()), units, (ward,), ward.became, 0, 0)
    return None


def is_written(text: str) -> bool:
    """Whether a text ends with the whole address of a ward, printed without a mistake."""
    return _written(clean(text)) is not None


def _present(chain: Chain) -> frozenset[int]:
    return chain.unit.became if chain.unit.level in (WARD, DISTRICT) else frozenset()


def _apart(chains: list[Chain]) -> list[Chain]:
    """One chain for each unit. A province that kept its name is the one of today."""
    by_unit: dict[str, Chain] = {}
    for chain in chains:
        by_unit.setdefault(chain.unit.key, chain)
    found = list(by_unit.values())
    if all(chain.unit.level == PROVINCE for chain in found):
        today = [chain for chain in found if not chain.unit.is_old]
        return today[:1] if len({chain.unit.name for chain in found}) == 1 and today else found
    return found


def _shared(chains: list[Chain]) -> tuple[Unit, ...]:
    """The units above that all readings have in common."""
    shared = []
    for units in zip(*([hit.unit for hit in chain.hits] for chain in chains), strict=False):
        if len({unit.key for unit in units}) > 1:
            break
        shared.append(units[0])
    return tuple(shared)
