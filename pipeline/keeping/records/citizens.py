"""The register: a searchable copy of what an authoritative system says about citizens, with its history.

What is told later supersedes what was told before, and both stay. What finds a citizen (keys, frequencies
of names) changes in the same transaction.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, func, select, text, update

from models.dossier import Citizen
from models.register import Change, Known, KnownPlace, Prepared, Told, Units
from pipeline.keeping.records.bulk import load
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Statement, marks
from pipeline.keeping.records.lookup import RegisterLookup, open_lookup
from pipeline.keeping.rows import CitizenVersion
from pipeline.keeping.tables import blk, citizens, names, places, register_imports

_CURRENT = citizens.c.superseded_by.is_(None)
_ROW = (
    *("r", "citizen_id", "full_name", "date_of_birth", "sex", "personal_id", "old_id", "origin_id"),
    *("residence_detail", "residence_id", "father_full_name", "mother_full_name", "phone", "told_by"),
)
_UNDER = (
    "SELECT DISTINCT citizen_id, personal_id, date_of_birth FROM blk "
    "JOIN citizens ON citizens.r = blk.r AND superseded_by IS NULL WHERE k IN "
)
_KEYS_AT_ONCE = 1 << 16
_ORIGIN, _RESIDENCE = places.alias("origin"), places.alias("residence")


class CitizenRecords(Database):
    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._known_places: dict[int, KnownPlace] = {}  # what a place was told as never changes

    def known_citizens(self, ids: Sequence[str]) -> dict[str, Known]:
        """What the register says now, by citizen id; who is not in it is left out."""
        wanted = (
            _told(citizens.c.citizen_id.in_(ids) & _CURRENT)
            .add_columns(register_imports.c.norm_version)
            .join(register_imports, register_imports.c.id == citizens.c.told_by)
        )
        with self._reading() as connection:
            found = connection.execute(wanted).all()
        return {row.citizen_id: Known(row.r, _told_of(row), row.norm_version) for row in found}

    def take_citizens(self, changes: Iterable[Sequence[Change]], source: str, norm_version: int = 0) -> None:
        """Take over what a system says now, all of it or nothing. Of one citizen there is one change.
        `norm_version`: of the normalising by which the keys were made."""
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":  # the next row's number is ours
                connection.execute(text("LOCK TABLE citizens IN SHARE ROW EXCLUSIVE MODE"))
            _Taking(connection, source, norm_version).take(changes)
        self._tidy(blk, citizens)

    def citizen(self, citizen_id: str) -> Citizen | None:
        known = self.known_citizens([citizen_id])
        return known[citizen_id].told.citizen() if known else None

    def citizen_history(self, citizen_id: str) -> list[CitizenVersion]:
        """All the register ever said of a citizen, the oldest first."""
        ended = register_imports.alias("ended")
        told = (
            _told(citizens.c.citizen_id == citizen_id)
            .add_columns(register_imports.c.source, register_imports.c.at, ended.c.at.label("ended_at"))
            .join(register_imports, register_imports.c.id == citizens.c.told_by)
            .outerjoin(ended, ended.c.id == citizens.c.superseded_by)
            .order_by(citizens.c.r)
        )
        with self._reading() as connection:
            return [
                CitizenVersion(
                    citizen=_told_of(row).citizen(),
                    source=row.source,
                    imported_at=row.at,
                    superseded_at=row.ended_at,
                )
                for row in connection.execute(told)
            ]

    def citizens_under(self, keys: Sequence[int]) -> list[tuple[str, str | None, str | None]]:
        """(id, personal number, birth date) of those who are entered under the keys, as the register says."""
        ids, values = marks(keys)
        with self._driving() as driver:
            [found] = driver.ask(Statement(f"{_UNDER}{ids}", values))
        return found

    @contextmanager
    def register_lookup(self) -> Iterator[RegisterLookup]:
        """For looking up many persons; of one thread. Sees what is committed at each look."""
        with open_lookup(self._engine, self._known_places) as lookup:
            yield lookup


class _Taking:
    """One import on its way into the tables."""

    def __init__(self, connection: Connection, source: str, norm_version: int) -> None:
        self._connection = connection
        added = register_imports.insert().values(source=source, at=now(), norm_version=norm_version)
        self._import = connection.execute(added.returning(register_imports.c.id)).scalar_one()
        self._row: int = connection.execute(select(func.coalesce(func.max(citizens.c.r), 0))).scalar_one()
        known = connection.execute(select(places.c.told, places.c.id)).all()
        self._places: dict[str, int] = {told: number for told, number in known}  # noqa: C416
        self._keys, self._rows = array("q"), array("i")
        self._names: Counter[tuple[str, str]] = Counter()

    def take(self, changes: Iterable[Sequence[Change]]) -> None:
        for batch in changes:
            self._supersede(batch)
            told = [change.now for change in batch if change.now]
            self._name_places(told)
            load(self._connection, citizens, _ROW, [self._citizen(prepared) for prepared in told])
        self._enter_keys()
        self._count_names()

    def _supersede(self, batch: Sequence[Change]) -> None:
        """Also what another import told since the batch was made: only its keys stay, and lead nowhere."""
        ids = [change.now.told.citizen_id for change in batch if change.now]
        ids += [change.before[1].told.citizen_id for change in batch if change.before and not change.now]
        ended = citizens.c.citizen_id.in_(ids) & _CURRENT
        self._connection.execute(update(citizens).where(ended).values(superseded_by=self._import))
        for change in batch:
            if change.before:
                row, prepared = change.before
                self._names.subtract(prepared.names)
                gone = blk.c.k.in_(prepared.keys) & (blk.c.r == row)
                self._connection.execute(blk.delete().where(gone))

    def _name_places(self, told: Sequence[Prepared]) -> None:
        new = {}
        for prepared in told:
            pairs = zip((prepared.told.place_of_origin, prepared.residence[1]), prepared.units, strict=True)
            new.update({place: units for place, units in pairs if place and place not in self._places})
        rows = []
        for place, units in new.items():
            self._places[place] = len(self._places) + 1
            rows.append((self._places[place], place, *_codes(units)))
        load(self._connection, places, ("id", "told", "wards", "provinces"), rows)

    def _citizen(self, prepared: Prepared) -> tuple[Any, ...]:
        self._row += 1
        self._keys.extend(prepared.keys)
        self._rows.extend([self._row] * len(prepared.keys))
        self._names.update(prepared.names)
        told, (detail, place) = prepared.told, prepared.residence
        return (
            *(self._row, *told[:6]),
            self._places[told.place_of_origin] if told.place_of_origin else None,
            *(detail or None, self._places[place] if place else None),
            *(*told[8:], self._import),
        )

    def _enter_keys(self) -> None:
        """In the order of the keys, so that the tree's pages are filled one after the other."""
        keys, rows = np.frombuffer(self._keys, np.int64), np.frombuffer(self._rows, np.int32)
        order = np.lexsort((rows, keys))
        parts = (order[at : at + _KEYS_AT_ONCE] for at in range(0, len(order), _KEYS_AT_ONCE))
        pairs = (zip(keys[part].tolist(), rows[part].tolist(), strict=True) for part in parts)
        load(self._connection, blk, ("k", "r"), chain.from_iterable(pairs))

    def _count_names(self) -> None:
        wanted = {key: count for key, count in self._names.items() if count}
        there = self._connection.execute(select(names)).all()
        known: dict[tuple[str, str], int] = {(part, name): count for part, name, count in there}
        self._connection.execute(names.delete())
        for key, count in wanted.items():
            known[key] = known.get(key, 0) + count
        rows = [(*key, count) for key, count in sorted(known.items()) if count > 0]
        load(self._connection, names, ("part", "name", "count"), rows)


def _codes(units: Units | None) -> tuple[str | None, str | None]:
    if units is None:
        return None, None
    return (
        " ".join(map(str, sorted(units.wards))) or None,
        " ".join(map(str, sorted(units.provinces))) or None,
    )


def _told(condition: ColumnElement[bool]) -> Select[Any]:
    """The rows of citizens as told, with their places."""
    return (
        select(citizens, _ORIGIN.c.told.label("origin"), _RESIDENCE.c.told.label("residence"))
        .select_from(citizens)
        .outerjoin(_ORIGIN, _ORIGIN.c.id == citizens.c.origin_id)
        .outerjoin(_RESIDENCE, _RESIDENCE.c.id == citizens.c.residence_id)
        .where(condition)
    )


def _told_of(row: Any) -> Told:
    return Told(
        *(row.citizen_id, row.full_name, row.date_of_birth, row.sex, row.personal_id, row.old_id, row.origin),
        joined_residence(row.residence_detail, row.residence),
        *(row.father_full_name, row.mother_full_name, row.phone),
    )


def joined_residence(detail: str | None, place: str | None) -> str | None:
    return f"{detail}, {place}" if detail and place else detail or place
