"""Statements straight at the driver, the same on both databases: where an answer must come in milliseconds,
SQLAlchemy's own work on a statement and each way to the database cost more than what the database does."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

SHA256 = "sohoa_sha256"  # of SQLite, which has none

# Of PostgreSQL: the end of this transaction does not wait for the disk; that of the other one does.
_GOES_ON = "set_config('synchronous_commit', 'off', true)"
_ON_DISK = "SELECT 1 FROM pg_logical_emit_message(true, 'sohoa', '')"


class Statement(NamedTuple):
    """SQL with ? for each of the values. `name`: by which others of one `joined` call its rows."""

    sql: str
    values: Sequence[Any] = ()
    name: str = ""


class Driver:
    """A connection as the driver gives it. Raises what the driver raises."""

    def __init__(self, raw: Any, *, is_sqlite: bool) -> None:
        self._raw = raw
        self.is_sqlite = is_sqlite
        self.for_update = "" if is_sqlite else " FOR UPDATE"  # SQLite has one writer at a time anyway

    def ask(self, *statements: Statement) -> list[list[Any]]:
        """The rows of each; all of them go to the database at once."""
        if self.is_sqlite:
            return [self._raw.execute(one.sql, one.values).fetchall() for one in statements]
        if len(statements) == 1:
            return [_rows(self._send(statements[0]))]
        with self._raw.pipeline():
            sent = [self._send(one) for one in statements]
        return [_rows(cursor) for cursor in sent]

    def joined(self, *parts: Statement, last: str = "SELECT 1") -> list[Statement]:
        """Statements that write, and read what another wrote only as rows under its name: one statement for
        PostgreSQL, which does the last part first; SQLite does one after the other, without names."""
        if self.is_sqlite:
            return list(parts)
        named = [f"{part.name or f'part{at}'} AS ({part.sql})" for at, part in enumerate(parts)]
        values = [value for part in parts for value in part.values]
        return [Statement(f"WITH {', '.join(named)} {last}", values)]

    def write(self, *parts: Statement) -> None:
        """A transaction of these, `joined`, which are on the disk when this returns."""
        if self.is_sqlite:
            self.ask(*self.begin_writing(), *parts, *self.end_writing())
        else:
            self.ask(*self.joined(*parts, last=f"SELECT {_GOES_ON}"))
            self.ask(Statement(_ON_DISK))

    def _send(self, statement: Statement) -> Any:
        return self._raw.execute(_with_percents(statement.sql), statement.values, binary=True)

    def listed(self, columns: str, rest: str) -> str:
        """SQL for the rows of a query as one value, a JSON list of lists in any order; `rest`: what stands
        behind SELECT and its columns. Several of them in one statement are of one moment."""
        if self.is_sqlite:
            return f"(SELECT json_group_array(json_array({columns})) {rest})"
        return f"(SELECT coalesce(json_agg(json_build_array({columns})), '[]') {rest})"

    def begin_writing(self) -> list[Statement]:
        """A transaction whose end does not wait for the disk; see `end_writing`."""
        if self.is_sqlite:
            return [Statement("BEGIN IMMEDIATE")]
        return [Statement("BEGIN"), Statement(f"SELECT {_GOES_ON}")]

    def end_writing(self) -> list[Statement]:
        """Keep what was written, let other writers go on, and only then wait until it is on the disk, which
        PostgreSQL does once for all who wait. Nothing that builds on it can be on the disk earlier."""
        commit = Statement("COMMIT")
        if self.is_sqlite:
            return [commit]
        return [commit, Statement(_ON_DISK)]

    def adding(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Statement:
        """Rows of whole numbers, NULLs and texts that both databases keep, to be inserted, as one value."""
        told = orjson.dumps([dict(zip(columns, row, strict=True)) for row in rows]).decode()
        names = ", ".join(columns)
        if self.is_sqlite:
            values = ", ".join(f"value ->> '{name}'" for name in columns)
            return Statement(f"INSERT INTO {table} ({names}) SELECT {values} FROM json_each(?)", (told,))
        rows_of = f"json_populate_recordset(NULL::{table}, ?::json)"
        return Statement(f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows_of}", (told,))

    def sha256(self, text: str) -> str:
        """SQL for the hash of a text, in hexadecimal digits."""
        if self.is_sqlite:
            return f"{SHA256}({text})"
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"

    def nested(self, column: str) -> str:
        """SQL for a column of JSON within `listed`."""
        return f"json({column})" if self.is_sqlite else column

    @property
    def each_text(self) -> str:
        """SQL for rows with each `value` of a JSON list of texts, which goes with the statement."""
        return "json_each(?)" if self.is_sqlite else "json_array_elements_text(?::json) AS listed(value)"

    def time(self, moment: dt.datetime) -> Any:
        """As columns of kind Time are written."""
        moment = moment.astimezone(dt.UTC)
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else moment


def driver_of(connection: Connection) -> Driver:
    """The driver below a transaction of SQLAlchemy's, which goes on."""
    return Driver(connection.connection.driver_connection, is_sqlite=connection.dialect.name == "sqlite")


def quick_engine(url: str, **more: Any) -> Engine:
    """For Connections."""
    options = {"hide_parameters": True, "isolation_level": "AUTOCOMMIT", "poolclass": NullPool}
    engine = create_engine(url, **options, **more)
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def moment(told: Any) -> dt.datetime:
    """A Time that was read."""
    found = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def unpacked(told: Any) -> Any:
    """JSON that was read."""
    return orjson.loads(told) if isinstance(told, str) else told


def marks(values: Sequence[Any]) -> tuple[str, list[Any]]:
    """A list for IN, filled up with NULLs, that are equal to nothing, to one of few lengths: the database
    understands statements of the same text once."""
    filled = [*values, *([None] * ((1 << max(0, len(values) - 1).bit_length()) - len(values)))]
    return f"({', '.join('?' * len(filled))})", filled


def _rows(cursor: Any) -> list[Any]:
    rows: list[Any] = cursor.fetchall() if cursor.pgresult.nfields else []
    return rows


@functools.lru_cache(maxsize=256)
def _with_percents(sql: str) -> str:
    return sql.replace("?", "%s")


def _prepare(raw: Any, _record: object) -> None:
    from psycopg.types.json import set_json_loads  # not needed for SQLite

    raw.prepare_threshold = 1
    set_json_loads(orjson.loads, raw)  # an answer has six kilobytes of it
    raw.execute("SET plan_cache_mode = force_generic_plan")  # planning takes longer than looking
