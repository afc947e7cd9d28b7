"""The register made ready to be found anew, when a new version of Sohoa normalises otherwise. What was told
of citizens stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select, update

from models.errors import RegisterKeysError
from models.register import Identifier, Kept, Prepared, Told, Units
from pipeline.keeping.records.citizens import CURRENT, told_of, told_rows
from pipeline.keeping.records.database import Database
from pipeline.keeping.records.identifiers import HOLDS, TOLD
from pipeline.keeping.records.register_index import RegisterIndex, codes, hold_register, places_of
from pipeline.keeping.tables.register import (
    blk,
    citizens,
    identifier_keys,
    identifiers,
    names,
    places,
    register_imports,
)

ROWS_AT_ONCE = 1000
CITIZENS_AT_ONCE = 1_000_000  # whose keys are sorted and written together
MakeReady = Callable[[Iterable[list[Kept]]], Iterable[list[tuple[Kept, Prepared]]]]
KeysOf = Callable[[Told, Identifier], tuple[int, ...]]


class RekeyRecords(Database):
    def check_keys(self, norm_version: int) -> None:
        """Errors: RegisterKeysError (what was imported was made ready by another version of normalising)."""
        others = select(func.count()).where(register_imports.c.norm_version != norm_version)
        with self._reading() as connection:
            if connection.execute(others).scalar_one():
                raise RegisterKeysError

    def rekey(self, make_ready: MakeReady, keys_of: KeysOf, norm_version: int) -> int:
        """Make keys, frequencies of names and today's units of all citizens anew, all or nothing; until it
        is done everybody sees the old ones, and nobody can import. Returns how many citizens there are."""
        with self._writing() as connection:
            hold_register(connection)
            count = _Rekeying(connection).rekey(make_ready)
            _rekey_identifiers(connection, keys_of)
            connection.execute(update(register_imports).values(norm_version=norm_version))
        self._tidy(blk, citizens)
        return count


class _Rekeying:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._index = RegisterIndex(connection)
        self._units: dict[str, Units | None] = {}

    def rekey(self, make_ready: MakeReady) -> int:
        for table in (blk, names):
            self._connection.execute(table.delete())
        count = 0
        for batch in make_ready(_batches(self._connection)):
            self._take(batch)
            count += len(batch)
            if count % CITIZENS_AT_ONCE == 0:
                self._index.enter_keys()
        self._index.enter_keys()
        self._index.count_names()
        self._move_places()
        return count

    def _take(self, batch: list[tuple[Kept, Prepared]]) -> None:
        told = [prepared for _, prepared in batch]
        self._units.update(places_of(told))
        self._index.name_places(told)
        for kept, prepared in batch:
            self._index.note(kept.row, prepared)
            if prepared.residence != kept.residence:
                detail, place = prepared.residence
                parts = {"residence_detail": detail or None, "residence_id": self._index.number_of(place)}
                moved = update(citizens).where(citizens.c.r == kept.row).values(parts)
                self._connection.execute(moved)

    def _move_places(self) -> None:
        for row in self._connection.execute(select(places)).all():
            now = codes(self._units[row.told]) if row.told in self._units else (row.wards, row.provinces)
            if now != (row.wards, row.provinces):
                moved = update(places).where(places.c.id == row.id).values(wards=now[0], provinces=now[1])
                self._connection.execute(moved)


def _batches(connection: Connection) -> Iterator[list[Kept]]:
    """The citizens as they are now, in the order of their rows, which are read as they are needed."""
    last = 0
    while True:
        wanted = told_rows(CURRENT & (citizens.c.r > last)).order_by(citizens.c.r).limit(ROWS_AT_ONCE)
        rows = connection.execute(wanted).all()
        if not rows:
            return
        last = rows[-1].r
        yield [Kept(row.r, told_of(row), (row.residence_detail or "", row.residence or "")) for row in rows]


def _rekey_identifiers(connection: Connection, keys_of: KeysOf) -> None:
    connection.execute(identifier_keys.delete())
    last = 0
    while True:
        wanted = select(identifiers.c.id, *TOLD).where(HOLDS, identifiers.c.id > last)
        rows = connection.execute(wanted.order_by(identifiers.c.id).limit(ROWS_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].id
        known = connection.execute(
            told_rows(CURRENT & citizens.c.citizen_id.in_({row.citizen_id for row in rows}))
        )
        told = {row.citizen_id: told_of(row) for row in known}
        pairs: list[dict[str, Any]] = []
        for number, *values in rows:
            one = Identifier(*values)
            if one.citizen_id in told:
                keys = keys_of(told[one.citizen_id], one)
                pairs += [{"k": key, "identifier_id": number} for key in keys]
        if pairs:
            connection.execute(identifier_keys.insert(), pairs)
