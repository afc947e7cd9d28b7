"""The register: a searchable copy of what an authoritative system says about citizens, with its history.

What is told later supersedes what was told before, and both stay. What finds a citizen (keys, frequencies
of names) changes in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from models.dossier import Citizen
from models.register import Change, Known, KnownPlace, Prepared, Told
from pipeline.keeping.records.bulk import load
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Statement, marks
from pipeline.keeping.records.lookup import RegisterLookup, open_lookup
from pipeline.keeping.records.register_index import RegisterIndex, hold_register
from pipeline.keeping.rows.register import CitizenVersion
from pipeline.keeping.tables.register import blk, citizens, places, register_imports

CURRENT = citizens.c.superseded_by.is_(None)
_ROW = (
    *("r", "citizen_id", "full_name", "date_of_birth", "sex", "personal_id", "old_id", "origin_id"),
    *("residence_detail", "residence_id", "father_full_name", "mother_full_name", "phone", "told_by"),
)
_UNDER = (
    "SELECT DISTINCT citizen_id, personal_id, date_of_birth FROM blk "
    "JOIN citizens ON citizens.r = blk.r AND superseded_by IS NULL WHERE k IN "
)
_ORIGIN, _RESIDENCE = places.alias("origin"), places.alias("residence")


class CitizenRecords(Database):
    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._known_places: dict[int, KnownPlace] = {}  # what a place was told as never changes

    def known_citizens(self, ids: Sequence[str]) -> dict[str, Known]:
        """What the register says now, by citizen id; who is not in it is left out."""
        wanted = told_rows(citizens.c.citizen_id.in_(ids) & CURRENT)
        with self._reading() as connection:
            found = connection.execute(wanted).all()
        return {row.citizen_id: Known(row.r, told_of(row)) for row in found}

    def take_citizens(self, changes: Iterable[Sequence[Change]], source: str, norm_version: int = 0) -> None:
        """Take over what a system says now, all of it or nothing. Of one citizen there is one change.
        `norm_version`: of the normalising by which the keys were made."""
        with self._writing() as connection:
            hold_register(connection)  # the next row's number is ours
            _Taking(connection, source, norm_version).take(changes)
        self._tidy(blk, citizens)

    def citizen(self, citizen_id: str) -> Citizen | None:
        known = self.known_citizens([citizen_id])
        return known[citizen_id].told.citizen() if known else None

    def citizen_history(self, citizen_id: str) -> list[CitizenVersion]:
        """All the register ever said of a citizen, the oldest first."""
        ended = register_imports.alias("ended")
        told = (
            told_rows(citizens.c.citizen_id == citizen_id)
            .add_columns(register_imports.c.source, register_imports.c.at, ended.c.at.label("ended_at"))
            .join(register_imports, register_imports.c.id == citizens.c.told_by)
            .outerjoin(ended, ended.c.id == citizens.c.superseded_by)
            .order_by(citizens.c.r)
        )
        with self._reading() as connection:
            return [
                CitizenVersion(
                    citizen=told_of(row).citizen(),
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
        self._index = RegisterIndex(connection)

    def take(self, changes: Iterable[Sequence[Change]]) -> None:
        for batch in changes:
            self._supersede(batch)
            told = [change.now for change in batch if change.now]
            self._index.name_places(told)
            load(self._connection, citizens, _ROW, [self._citizen(prepared) for prepared in told])
        self._index.enter_keys()
        self._index.count_names()

    def _supersede(self, batch: Sequence[Change]) -> None:
        """Also what another import told since the batch was made: only its keys stay, and lead nowhere."""
        ids = [change.now.told.citizen_id for change in batch if change.now]
        ids += [change.before[1].told.citizen_id for change in batch if change.before and not change.now]
        ended = citizens.c.citizen_id.in_(ids) & CURRENT
        self._connection.execute(update(citizens).where(ended).values(superseded_by=self._import))
        for change in batch:
            if change.before:
                row, prepared = change.before
                self._index.forget_names(prepared)
                gone = blk.c.k.in_(prepared.keys) & (blk.c.r == row)
                self._connection.execute(blk.delete().where(gone))

    def _citizen(self, prepared: Prepared) -> tuple[Any, ...]:
        self._row += 1
        self._index.note(self._row, prepared)
        told, (detail, place) = prepared.told, prepared.residence
        number_of = self._index.number_of
        return (
            *(self._row, *told[:6], number_of(told.place_of_origin), detail or None, number_of(place)),
            *(*told[8:], self._import),
        )


def told_rows(condition: ColumnElement[bool]) -> Select[Any]:
    """The rows of citizens as told, with their places."""
    return (
        select(citizens, _ORIGIN.c.told.label("origin"), _RESIDENCE.c.told.label("residence"))
        .select_from(citizens)
        .outerjoin(_ORIGIN, _ORIGIN.c.id == citizens.c.origin_id)
        .outerjoin(_RESIDENCE, _RESIDENCE.c.id == citizens.c.residence_id)
        .where(condition)
    )


def told_of(row: Any) -> Told:
    return Told(
        *(row.citizen_id, row.full_name, row.date_of_birth, row.sex, row.personal_id, row.old_id, row.origin),
        joined_residence(row.residence_detail, row.residence),
        *(row.father_full_name, row.mother_full_name, row.phone),
    )


def joined_residence(detail: str | None, place: str | None) -> str | None:
    return f"{detail}, {place}" if detail and place else detail or place
