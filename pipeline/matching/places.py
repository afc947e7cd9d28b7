"""Addresses as sets of today's wards, fast enough for every query of a batch.

An address is told in parts between commas or dashes, the largest last. Each part is looked up among the units
below the one after it, by its letters without marks; a misread part is the nearest name there. What gives
no ward so is read with the patience of models.places. A ward that was divided, and a district, are several
wards: the set is what may be meant.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from models.places.locate import locate
from models.places.units import DISTRICT, PROVINCE, Unit, gazetteer
from models.register import Units
from pipeline.matching.names import bare
from pipeline.matching.person import Place

ALIKE = 72.0  # per cent of letters in order
PROVINCE_ALIKE = 75.0
SHORTEST_ALIKE = 3
CACHED = 1 << 17
MOST_NUMBERS = 6

_BETWEEN = re.compile(",|\\s-|-\\s|–")
_KIND = re.compile(
    "^(?:thanh ?pho|thi ?tran|dac ?khu|thi ?xa|tinh|huyen|quan|phuong|xa|t ?p|t ?x|t ?t|[thqpx])[. ]+(?=.)"
)
_OF_DISTRICT = re.compile("(?:thanh ?pho|thi ?xa|huyen|quan|t ?p|t ?x|[hq])[. ]")
_OTHER = re.compile("[^a-z0-9]+")
_NUMBER = re.compile("[0-9]+")
_HOUSE = re.compile(r"\W*(?:so|so nha|nha|nha so|ngo|ngach|hem|kiet|lo)?\W*[0-9]")  # not: thôn 4, tổ 12
_FIGURE = re.compile("[^a-z]+")

Wards = frozenset[int]
_NOWHERE: Wards = frozenset()


class ToldPlace(Place):
    """An address that is read when something of it is first asked for: most persons are found without."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:  # only where a slot is empty
        if name not in Place.__slots__:
            raise AttributeError(name)
        read = read_place(self._text)
        self.wards, self.provinces = read.wards, read.provinces
        self.numbers, self.words, self.is_house = read.numbers, read.words, read.is_house
        return getattr(read, name)


def read_place(text: str) -> Place:
    """The place that an address names; its detail is what stands before the units."""
    parts = _BETWEEN.split(text)
    first = _first_unit(_BETWEEN.split(bare(text)))
    return place_of(",".join(parts[:first]), units_of(",".join(parts[first:]).strip()))


def split_address(text: str) -> tuple[str, str]:
    """(detail, place) that ", " joins to the text again; without a detail where they would not."""
    parts = text.split(",")
    first = _first_unit(bare(text).split(","))
    detail, place = ",".join(parts[:first]), ",".join(parts[first:]).lstrip()
    return (detail, place) if detail and place and f"{detail}, {place}" == text else ("", text)


@functools.lru_cache(maxsize=CACHED)
def units_of(place: str) -> Units:
    """Today's units that the parts of an address name. Parts before the units do not count."""
    parts = _BETWEEN.split(bare(place))
    units = _units(", ".join([part.strip() for part in parts[_first_unit(parts) :]]))
    if units.wards:
        return units
    reading = locate(place)  # a fifth of a millisecond
    if reading.province is None:
        return units
    return Units(reading.present, frozenset({reading.province}))


def place_of(detail: str, units: Units | None) -> Place:
    wards, provinces = units or (_NOWHERE, _NOWHERE)
    return Place(wards, provinces, *_detail(detail))


@functools.lru_cache(maxsize=CACHED)
def _detail(text: str) -> tuple[tuple[int, ...], str, bool]:
    lowered = bare(text)
    numbers = tuple(map(int, _NUMBER.findall(lowered)[:MOST_NUMBERS]))
    return numbers, _FIGURE.sub("", lowered), _HOUSE.match(lowered) is not None


def _first_unit(parts: list[str]) -> int:
    """Which of the bare parts is the first that names its kind of unit; without any, the last but one."""
    for i, part in enumerate(parts):
        if _begins_with_kind(part):
            return i
    return max(len(parts) - 2, 0)


@functools.lru_cache(maxsize=CACHED)
def _begins_with_kind(part: str) -> bool:
    return _KIND.match(part.strip()) is not None


@functools.lru_cache(maxsize=CACHED)
def _units(parts: str) -> Units:
    """`parts`: in lower case and bare, the largest unit last."""
    told = parts.split(", ")
    names = [_name(part) for part in told]
    index = _index()
    province = _nearest(names[-1], index.provinces, PROVINCE_ALIKE)
    if province is None:
        return Units(_NOWHERE, _NOWHERE)
    return Units(index.wards(province, names[:-1], told[:-1]), index.provinces[province])


@functools.lru_cache(maxsize=CACHED)
def _name(part: str) -> str:
    name = _OTHER.sub("", _KIND.sub("", part))
    return str(int(name)) if name.isdigit() else name


def _nearest(name: str, names: Mapping[str, object], alike: float = ALIKE) -> str | None:
    if name in names:
        return name
    if len(name) < SHORTEST_ALIKE or name.isdigit():
        return None
    found = process.extractOne(name, names.keys(), scorer=ratio, score_cutoff=alike)
    return found[0] if found else None


class _Index:
    """Names of units, bare and joined, below the name of the unit above; old and new units side by side."""

    def __init__(self, units: Iterable[Unit]) -> None:
        units = list(units)
        by_key = {unit.key: unit for unit in units}
        self.provinces: dict[str, Wards] = {}
        self._districts: dict[str, dict[str, Wards]] = defaultdict(dict)
        self._in_district: dict[tuple[str, str], dict[str, Wards]] = defaultdict(dict)
        self._in_province: dict[str, dict[str, Wards]] = defaultdict(dict)
        self._former: dict[str, dict[str, Wards]] = defaultdict(dict)
        for unit in units:
            above = by_key.get(unit.parent or "")
            for name in _names(unit):
                if unit.level == PROVINCE:
                    _add(self.provinces, name, unit)
                elif unit.level == DISTRICT and above is not None:
                    for province in _names(above):
                        _add(self._districts[province], name, unit)
                elif above is not None:
                    self._add_ward(name, unit, above, by_key)

    def _add_ward(self, name: str, ward: Unit, above: Unit, by_key: Mapping[str, Unit]) -> None:
        if not ward.is_old:
            for province in _names(above):
                _add(self._in_province[province], name, ward)
            return
        for province in _names(by_key[above.parent or ""]):
            _add(self._former[province], name, ward)
            for district in _names(above):
                _add(self._in_district[province, district], name, ward)

    def wards(self, province: str, names: list[str], told: list[str]) -> Wards:
        """`names`, `told`: the parts before the province, without and with the kind of unit."""
        if not names:
            return _NOWHERE
        district = _nearest(names[-1], self._districts[province])
        if district is not None and len(names) > 1:
            below = self._in_district[province, district]
            if ward := _nearest(names[-2], below):
                return below[ward]
        if district is not None and _OF_DISTRICT.match(told[-1]):
            return self._districts[province][district]
        for wards in (self._in_province[province], self._former[province]):
            if ward := _nearest(names[-1], wards):
                return wards[ward]
        return self._districts[province][district] if district is not None else _NOWHERE


def _names(unit: Unit) -> tuple[str, ...]:
    return (_OTHER.sub("", bare(unit.name)), *unit.also)


def _add(names: dict[str, Wards], name: str, unit: Unit) -> None:
    names[name] = names.get(name, _NOWHERE) | unit.became


@functools.cache
def _index() -> _Index:
    return _Index(gazetteer().units.values())
