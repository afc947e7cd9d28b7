"""Looking people up in the register: the same SQL on both databases, straight at the driver.

A clerk waits for one look, and a batch takes a hundred thousand: SQLAlchemy's own work on a statement would
cost more than the database's. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from models.register import Entry, Told, Units
from pipeline.keeping.records.database import errors_told_safely

MOST_KEYS_AT_ONCE = 60
MAPPED_BYTES = 1 << 32
_ENTRY = (
    "SELECT r, citizen_id, full_name, date_of_birth, sex, personal_id, old_id, father_full_name, "
    "mother_full_name, phone, residence_detail, residence_id, origin_id "
    "FROM citizens WHERE superseded_by IS NULL AND r IN "
)


class RegisterLookup:
    """A connection that only looks. Each look sees what is committed by then."""

    def __init__(self, driver: Any, mark: str) -> None:
        self._driver = driver
        self._mark = mark
        self._places: dict[int, tuple[str, Units]] = {}
        self._statements: dict[int, str] = {}

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]:
        """(key, row) of the citizens entered under the keys; of a key with more than `most`, `most` + 1."""
        found: list[tuple[int, int]] = []
        for at in range(0, len(keys), MOST_KEYS_AT_ONCE):
            some = keys[at : at + MOST_KEYS_AT_ONCE]
            found += self._driver.execute(self._statement(len(some), most), some).fetchall()
        return found

    def _statement(self, keys: int, most: int) -> str:
        if keys not in self._statements:
            one = f"SELECT * FROM (SELECT k, r FROM blk WHERE k = {self._mark} LIMIT {most + 1}) AS q"
            self._statements[keys] = " UNION ALL ".join([one] * keys)
        return self._statements[keys]

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """Those of the rows that hold now, in any order."""
        if not rows:
            return []
        marks = ", ".join([self._mark] * len(rows))
        found = self._driver.execute(f"{_ENTRY}({marks})", rows).fetchall()
        self._learn_places([place for row in found for place in row[11:13] if place is not None])
        return [self._entry(row) for row in found]

    def name_counts(self) -> dict[tuple[str, str], int]:
        """How many citizens bear a name, by (part, name)."""
        found = self._driver.execute("SELECT part, name, count FROM names").fetchall()
        return {(part, name): count for part, name, count in found}

    def version(self) -> int:
        """The number of the last import; 0 for an empty register."""
        [[last]] = self._driver.execute("SELECT coalesce(max(id), 0) FROM register_imports").fetchall()
        return int(last)

    def _learn_places(self, ids: Sequence[int]) -> None:
        new = [place for place in set(ids) if place not in self._places]
        if not new:
            return
        marks = ", ".join([self._mark] * len(new))
        sql = f"SELECT id, told, wards, provinces FROM places WHERE id IN ({marks})"
        for number, told, wards, provinces in self._driver.execute(sql, new).fetchall():
            self._places[number] = told, Units(_codes(wards), _codes(provinces))

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        residence, residence_units = self._places.get(row[11], (None, None))
        origin, origin_units = self._places.get(row[12], (None, None))
        detail = row[10] or ""
        whole = f"{detail}, {residence}" if detail and residence else detail or residence
        told = Told._make((*row[1:7], origin, whole, *row[7:10]))
        return Entry(row[0], told, detail, residence_units, origin_units)


def _codes(text: str | None) -> frozenset[int]:
    return frozenset(map(int, text.split())) if text else frozenset()


@contextmanager
def open_lookup(engine: Engine) -> Iterator[RegisterLookup]:
    with errors_told_safely(), engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":  # looks are many and anywhere: pages are mapped, not copied
            driver.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        yield RegisterLookup(driver, "?" if engine.dialect.name == "sqlite" else "%s")
