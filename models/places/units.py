"""The units of Vietnam before and after 1/7/2025, and what became of what.

Read once, when first asked for, from data/units.csv, which `models.places.build` made.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import NamedTuple

from models.places.names import Name, fold_word, marked, name_of

PROVINCE, DISTRICT, WARD = "province", "district", "ward"


class Unit(NamedTuple):
    """A province, district or ward of one time.

    `code`: of the General Statistics Office; old and new units use the same figures for different things, so
    a unit is known by `key`. `parent`: the key of the unit above. `also`: other names, folded and joined.
    `became`: codes of the wards (of a province: the province) where its land lies now; its own for a new one.
    """

    key: str
    level: str
    code: int
    kind: str
    name: str
    parent: str | None
    also: tuple[str, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None
    became: frozenset[int]

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def is_old(self) -> bool:
        return self.valid_to is not None


def key_of(level: str, code: int, *, is_old: bool) -> str:
    """`ward:97` for a unit of today, `ward:97-` for one that ended on 30/6/2025."""
    return f"{level}:{code}{'-' if is_old else ''}"


class Entry(NamedTuple):
    """A unit under one of its names. `kind`: folded, "" for another name, which may have had any kind;
    `plain` and `marked`: the name's letters and figures, folded and not."""

    unit: Unit
    name: Name
    kind: str
    plain: str
    marked: str


class Index:
    """Units of one level by their names, those under one parent as a rule."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.exact: dict[Name, list[Entry]] = {}
        self.level = ""
        for entry in entries:
            self.level = entry.unit.level
            self.exact.setdefault(entry.name, []).append(entry)
        self.stems: dict[str, list[str]] = {}  # by the numerals beside them
        for name in self.exact:
            if name.stem:
                self.stems.setdefault(name.numbers, []).append(name.stem)


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(fold_word(word) for word in name.replace("-", " ").split())


def _entries(unit: Unit) -> list[Entry]:
    kind = fold_word(unit.kind)
    words = _words(unit.name)
    own = Entry(unit, name_of(words), kind, "".join(words), marked(unit.name))
    return [own, *(Entry(unit, name_of((name,)), "", name, name) for name in unit.also)]


class Gazetteer:
    """All units, and indexes of them that are made when first needed."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = {unit.key: unit for unit in units}
        self._children: dict[str | None, list[Unit]] = {}
        for unit in units:
            self._children.setdefault(unit.parent, []).append(unit)
        self._indexes: dict[tuple[str, str | None], Index] = {}
        self._entries: dict[str, list[Entry]] = {}

    def children(self, key: str | None) -> list[Unit]:
        """The units right below; the provinces below None."""
        return self._children.get(key, [])

    def wards_below(self, key: str | None) -> list[Unit]:
        """All wards in a unit, whatever lies between."""
        found = []
        for unit in self.children(key):
            found += [unit] if unit.level == WARD else self.wards_below(unit.key)
        return found

    def former_provinces(self, province: Unit) -> list[Unit]:
        """The old provinces that went into a new one."""
        return [old for old in self.children(None) if old.is_old and province.code in old.became]

    def successors(self, unit: Unit) -> list[Unit]:
        """Today's wards on the land of an old ward or district."""
        return [self.units[key_of(WARD, code, is_old=False)] for code in sorted(unit.became)]

    @functools.cached_property
    def written(self) -> dict[str, Unit]:
        """Wards by their whole address as papers print it, in lower case, tones placed as in `same_key`."""
        found = {}
        for ward in self.units.values():
            if ward.level == WARD:
                found[", ".join(unit.full_name for unit in self.upwards(ward)).casefold()] = ward
        return found

    def upwards(self, unit: Unit) -> list[Unit]:
        """The unit, what it lies in, and so on to its province."""
        found = [unit]
        while found[-1].parent:
            found.append(self.units[found[-1].parent])
        return found

    def index(self, which: str, unit: Unit | None = None) -> Index:
        """`children` of a unit, all `wards` in it, or, for one of another time, what it came from or became:
        `successors` of a district, `former_districts` and `former_wards` of a new province."""
        asked = which, unit.key if unit else None
        if asked not in self._indexes:
            units = self._listed(which, unit)
            self._indexes[asked] = Index(entry for unit in units for entry in self._entries_of(unit))
        return self._indexes[asked]

    def _entries_of(self, unit: Unit) -> list[Entry]:
        if unit.key not in self._entries:
            self._entries[unit.key] = _entries(unit)
        return self._entries[unit.key]

    def _listed(self, which: str, unit: Unit | None) -> Iterable[Unit]:
        key = unit.key if unit else None
        if which == "children":
            return self.children(key)
        if which == "wards":
            return self.wards_below(key)
        if which == "districts":
            return [unit for unit in self.units.values() if unit.level == DISTRICT]
        if unit is None:
            raise ValueError(which)
        if which == "successors":
            return self.successors(unit)
        former = self.former_provinces(unit)
        if which == "former_districts":
            return [child for old in former for child in self.children(old.key)]
        if which == "former_wards":
            return [ward for old in former for ward in self.wards_below(old.key)]
        raise ValueError(which)


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the data file."""
    text = resources.files("models").joinpath("places/data/units.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    parts = _codes_of_districts(rows)
    return Gazetteer([_unit(row, parts) for row in rows])


def _unit(row: list[str], parts: dict[str, frozenset[int]]) -> Unit:
    level, code, parent, kind, name, also, valid_from, valid_to, became = row
    is_old = bool(valid_to)
    above = {PROVINCE: None, DISTRICT: PROVINCE, WARD: DISTRICT if is_old else PROVINCE}[level]
    codes = frozenset(map(int, became.split())) if is_old else frozenset({int(code)})
    return Unit(
        key=key_of(level, int(code), is_old=is_old),
        level=level,
        code=int(code),
        kind=kind,
        name=name,
        parent=key_of(above, int(parent), is_old=is_old) if above else None,
        also=tuple(also.split()),
        valid_from=_date(valid_from),
        valid_to=_date(valid_to),
        became=(codes or parts[code]) if level == DISTRICT else codes,
    )


def _codes_of_districts(rows: list[list[str]]) -> dict[str, frozenset[int]]:
    """What became of each old district: what became of its wards."""
    parts: dict[str, set[int]] = {}
    for level, _, parent, *_, valid_to, became in rows:
        if level == WARD and valid_to:
            parts.setdefault(parent, set()).update(map(int, became.split()))
    return {code: frozenset(wards) for code, wards in parts.items()}


@functools.lru_cache(maxsize=8)
def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
