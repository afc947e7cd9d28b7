"""One database, SQLite or PostgreSQL: transactions, and errors that say nothing of what is in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, TimeoutError

from models.errors import RecordsUnavailableError, UnexpectedError
from pipeline.keeping.migrations import upgrade
from pipeline.keeping.records.connections import Connections
from pipeline.keeping.records.driver import SHA256, Driver, quick_engine

BUSY_SECONDS = 30
CONNECT_SECONDS = 10
_PASSING = (
    *(OperationalError, InterfaceError, TimeoutError, sqlite3.OperationalError, sqlite3.InterfaceError),
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
_IDS = uuid.UUID("5e7a1d0c-0b6e-5c1e-9d3c-50a0a0a0a0a0")

log = logging.getLogger(__name__)


def row_id(*parts: str) -> str:
    """The same id for the same parts, always. Parts may be file names that are not quite text."""
    return str(uuid.uuid5(_IDS, json.dumps(parts)))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet; returns how many those were."""
    if not rows:
        return 0
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return len(connection.execute(insert, rows).all())


class Database:
    """Shared by threads. Errors: RecordsUnavailableError if it does not answer or is locked (may pass),
    UnexpectedError for anything else; neither carries SQL, parameters or a cause."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._quick = Connections(_quick_engine(url))

    def migrate(self) -> None:
        """Bring the schema up to date; several processes may do so at once."""
        with self._writing() as connection:
            upgrade(connection)

    def close(self) -> None:
        self._engine.dispose()
        self._quick.close()

    def _tidy(self, *tables: Table) -> None:
        """After much was written: SQLite's log is as large as that and slows down all who read; PostgreSQL
        looks every row up twice until it knows that all may see it."""
        with errors_told_safely(), self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            if connection.dialect.name == "sqlite":  # does nothing while somebody reads
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                names = ", ".join(table.name for table in tables)
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {names}")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database and changes nothing."""
        with errors_told_safely(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def _driving(self) -> Iterator[Driver]:
        """The driver, outside any transaction; one that is begun and not ended is undone."""
        is_sqlite = self._engine.dialect.name == "sqlite"
        with errors_told_safely(), self._quick.one() as raw:
            yield Driver(raw, is_sqlite=is_sqlite)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            errors_told_safely(),
            self._engine.connect() as connection,
            connection.execution_options(writes=True).begin(),
        ):
            yield connection


@contextmanager
def errors_told_safely() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
        # Also the drivers' own, from bulk.py and lookup.py. The class only: a database's own message
        # quotes the values of the row it refused.
        log.warning("records: %s", type(getattr(error, "orig", None) or error).__name__)
        raise (RecordsUnavailableError() if _may_pass(error) else UnexpectedError()) from None


def _may_pass(error: Exception) -> bool:
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, _PASSING)


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _quick_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return quick_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    engine = quick_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # _begin_sqlite begins transactions, not the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function(SHA256, 1, _sha256, deterministic=True)


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: two readers that both want to write later could only fail.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
