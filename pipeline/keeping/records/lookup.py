"""Looking people up in the register: the same SQL on both databases, straight at the driver.

A clerk waits for one look, and a batch takes a hundred thousand: SQLAlchemy's own work on a statement would
cost more than the database's. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine

from models.register import Entry, Identifier, IdentifierKind, KnownPlace, Units
from pipeline.keeping.records.database import errors_told_safely

T = TypeVar("T")
KEYS_AT_ONCE, ROWS_AT_ONCE = 64, 512
FEW = 100  # rows that may come with their keys, each as often as keys lead to it
MAPPED_BYTES = 1 << 32
_COLUMNS = (
    "citizens.r, citizen_id, full_name, date_of_birth, sex, personal_id, old_id, father_full_name, "
    "mother_full_name, phone, residence_detail, residence_id, origin_id"
)
_ENTRY = f"SELECT {_COLUMNS} FROM citizens WHERE superseded_by IS NULL AND r IN "
_BLOCK_WITH_ENTRY = (
    f"SELECT k, {_COLUMNS} FROM blk JOIN citizens ON citizens.r = blk.r AND superseded_by IS NULL WHERE k IN "
)


_BLOCK = "SELECT k, r FROM blk WHERE k IN "
_OTHERS = (
    "SELECT citizen_id, kind, value, valid_from, valid_to FROM identifiers "
    "WHERE superseded_by IS NULL AND citizen_id IN "
)
_BY_OTHERS = (
    "SELECT k, r FROM identifier_keys JOIN identifiers ON identifiers.id = identifier_id "
    "AND identifiers.superseded_by IS NULL JOIN citizens ON citizens.citizen_id = identifiers.citizen_id "
    "AND citizens.superseded_by IS NULL WHERE k IN "
)


class RegisterLookup:
    """A connection that only looks. Each look sees what is committed by then."""

    def __init__(self, driver: Any, mark: str, places: dict[int, KnownPlace]) -> None:
        """`places`: by number, those known already; what is learned is added."""
        self._driver = driver
        self._mark = mark
        self._places = places
        self._near: dict[int, tuple[Any, ...]] = {}  # rows that came with their keys
        self._have_others = bool(driver.execute("SELECT 1 FROM identifiers LIMIT 1").fetchall())

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]:
        """(key, row) of the citizens entered under the keys; of a key with more than `most`, more than
        that, but of very many not all."""
        self._near = {}
        if 0 < len(keys) <= KEYS_AT_ONCE and not self._have_others:
            [some] = _parts(keys, KEYS_AT_ONCE)
            rows = self._all_of(_BLOCK_WITH_ENTRY, some, f" LIMIT {FEW}")
            if len(rows) < FEW:  # most persons need no second way to the database
                self._near = {row[1]: row[1:] for row in rows}
                return [row[:2] for row in rows]
        enough = 4 * (most + 1)
        found: list[tuple[int, int]] = []
        for some in _parts(keys, KEYS_AT_ONCE):
            rows = self._all_of(_BLOCK, some, f" LIMIT {enough}")
            found += rows if len(rows) < enough else self._find_each(some, most)
            if self._have_others:
                found += self._all_of(_BY_OTHERS, some)
        return found

    def _find_each(self, keys: Sequence[int | None], most: int) -> list[tuple[int, int]]:
        """Where one key of very many would leave no room for the others."""
        one = f"SELECT * FROM (SELECT k, r FROM blk WHERE k = {self._mark} LIMIT {most + 1}) AS q"
        rows: list[tuple[int, int]]
        rows = self._driver.execute(" UNION ALL ".join([one] * len(keys)), keys).fetchall()
        return rows

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """Those of the rows that hold now, in any order."""
        found = [self._near[row] for row in rows if row in self._near]
        for some in _parts([row for row in rows if row not in self._near], ROWS_AT_ONCE):
            found += self._all_of(_ENTRY, some)
        if any(place is not None and place not in self._places for row in found for place in row[11:13]):
            self._learn_places()
        known = self._places.get
        entries = [
            Entry._make((*row[:10], row[10] or "", known(row[11]), known(row[12]), ())) for row in found
        ]
        return self._with_others(entries) if self._have_others else entries

    def _with_others(self, entries: Sequence[Entry]) -> list[Entry]:
        others: dict[str, list[Identifier]] = {}
        for some in _parts([entry.citizen_id for entry in entries], ROWS_AT_ONCE):
            for row in self._all_of(_OTHERS, some):
                one = Identifier(row[0], IdentifierKind(row[1]), *row[2:])
                others.setdefault(one.citizen_id, []).append(one)
        return [entry._replace(others=tuple(others.get(entry.citizen_id, ()))) for entry in entries]

    def _all_of(self, sql: str, values: Sequence[Any], end: str = "") -> list[Any]:
        marks = ", ".join([self._mark] * len(values))
        rows: list[Any] = self._driver.execute(f"{sql}({marks}){end}", values).fetchall()
        return rows

    def name_counts(self) -> dict[tuple[str, str], int]:
        """How many citizens bear a name, by (part, name)."""
        found = self._driver.execute("SELECT part, name, count FROM names").fetchall()
        return {(part, name): count for part, name, count in found}

    def version(self) -> int:
        """The number of the last import; 0 for an empty register."""
        [[last]] = self._driver.execute("SELECT coalesce(max(id), 0) FROM register_imports").fetchall()
        return int(last)

    def last_row(self) -> int:
        [[last]] = self._driver.execute("SELECT coalesce(max(r), 0) FROM citizens").fetchall()
        return int(last)

    def merged(self) -> dict[str, str]:
        """By the id of a record that two people merged with another, the other's."""
        sql = "SELECT other_id, kept_id FROM citizen_merges WHERE undone_at IS NULL AND confirmed_at"
        return dict(self._driver.execute(f"{sql} IS NOT NULL").fetchall())

    def _learn_places(self) -> None:
        """Those that were told since: a few ten thousand are all there are."""
        sql = f"SELECT id, told, wards, provinces FROM places WHERE id > {self._mark}"
        for row in self._driver.execute(sql, (max(self._places, default=0),)).fetchall():
            self._places[row[0]] = KnownPlace(row[1], Units(_codes(row[2]), _codes(row[3])))


def _parts(values: Sequence[T], most: int) -> Iterator[list[T | None]]:
    """`most` at a time and the rest; filled up with NULLs, that are equal to nothing, to one of few lengths:
    statements of the same text are understood by the database once."""
    for at in range(0, len(values), most):
        some: list[T | None] = list(values[at : at + most])
        some += [None] * ((1 << (len(some) - 1).bit_length()) - len(some))
        yield some


def _codes(text: str | None) -> frozenset[int]:
    return frozenset(map(int, text.split())) if text else frozenset()


@contextmanager
def open_lookup(engine: Engine, places: dict[int, KnownPlace]) -> Iterator[RegisterLookup]:
    with errors_told_safely(), engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":  # looks are many and anywhere: pages are mapped, not copied
            driver.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
            yield RegisterLookup(driver, "?", places)
        else:
            driver.execute("SET plan_cache_mode = force_generic_plan")  # planning takes longer than looking
            try:
                yield RegisterLookup(driver.cursor(binary=True), "%s", places)
            finally:
                driver.execute("RESET plan_cache_mode")
