"""What was asked for reuse, what was given, and what officials made of it; without a single value."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from models.errors import AlreadyConfirmedError, KeyReusedError, UnknownExchangeError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.columns import keepable
from pipeline.keeping.records.audit import append_audit, line_written
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Driver, Statement
from pipeline.keeping.rows.reuse import Exchange, ExchangeItem
from pipeline.keeping.tables.reuse import corrections, exchange_items, exchanges

_COLUMNS = ("at", *Exchange.__dataclass_fields__)
_ITEM = ("exchange_id", *ExchangeItem.__dataclass_fields__)
_ADD = (
    f"INSERT INTO exchanges ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    "ON CONFLICT DO NOTHING RETURNING id"
)
_KNOWN = "SELECT request_sha256, confirmed_at FROM exchanges WHERE id = ?"
_FORGET_ITEMS = "DELETE FROM exchange_items WHERE exchange_id = ?"


class ExchangeRecords(Database):
    def exchange_given(self, exchange: Exchange, items: Sequence[ExchangeItem], entry: AuditEntry) -> None:
        """Log an answer that is about to be given. The same request given again, by its key, is logged again
        and its items are those of the last answer, unless they were confirmed already.

        Errors: KeyReusedError if the key came with another request before.
        """
        with self._driving() as driver:
            added = Statement(_ADD, _row(exchange, driver))
            new = _items_added(driver, exchange, items)
            line = line_written(driver, entry)
            if exchange.request_key is None:  # nobody else has its id
                driver.write(*line, added, *new)
                return
            *_, found = driver.ask(*driver.begin_writing(), added)
            if not found and not _items_forgotten(driver, exchange):
                new = []
            driver.ask(*driver.joined(*line, *new), *driver.end_writing())

    def exchange(self, exchange_id: str, client_id: str | None = None) -> tuple[Exchange, list[ExchangeItem]]:
        """An exchange, with a client only one of its own. Errors: UnknownExchangeError."""
        mine = exchanges.c.id == exchange_id
        if client_id is not None:
            mine &= exchanges.c.client_id == client_id
        with self._reading() as connection:
            row = connection.execute(select(exchanges).where(mine)).first()
            if row is None:
                raise UnknownExchangeError
            of_it = select(exchange_items).where(exchange_items.c.exchange_id == exchange_id)
            found = connection.execute(of_it.order_by(exchange_items.c.kind, exchange_items.c.name)).all()
        return _exchange(row), [_item(one) for one in found]

    def exchange_confirmed(
        self,
        exchange_id: str,
        client_id: str,
        outcomes: Mapping[tuple[str, str], str],
        asked: Sequence[Mapping[str, Any]],
        entry: AuditEntry,
    ) -> None:
        """What an official said of each item, by (kind, name), and the corrections asked for, at once.

        Errors: UnknownExchangeError; AlreadyConfirmedError if the same was said before or anything else.
        """
        mine = (exchanges.c.id == exchange_id) & (exchanges.c.client_id == client_id)
        with self._writing() as connection:
            known = connection.execute(select(exchanges).where(mine).with_for_update()).first()
            if known is None:
                raise UnknownExchangeError
            if known.confirmed_at is not None:
                raise AlreadyConfirmedError
            connection.execute(update(exchanges).where(mine).values(confirmed_at=now()))
            of_it = exchange_items.c.exchange_id == exchange_id
            for (kind, name), outcome in outcomes.items():
                item = of_it & (exchange_items.c.kind == kind) & (exchange_items.c.name == name)
                connection.execute(update(exchange_items).where(item).values(outcome=outcome))
            if asked:
                connection.execute(corrections.insert(), [{**one, "asked_at": now()} for one in asked])
            append_audit(connection, [entry])


def _items_forgotten(driver: Driver, exchange: Exchange) -> bool:
    """Of an exchange that is there already; False where they were confirmed and stay. Errors:
    KeyReusedError."""
    known = Statement(f"{_KNOWN}{driver.for_update}", (exchange.id,))
    [[[request_sha256, confirmed_at]]] = driver.ask(known)
    if request_sha256 != exchange.request_sha256:
        raise KeyReusedError
    if confirmed_at is None:
        driver.ask(Statement(_FORGET_ITEMS, (exchange.id,)))
    return confirmed_at is None


def _items_added(driver: Driver, exchange: Exchange, items: Sequence[ExchangeItem]) -> list[Statement]:
    rows = [(exchange.id, *vars(item).values()) for item in items]
    return [driver.adding("exchange_items", _ITEM, rows)] if rows else []


def _exchange(row: Any) -> Exchange:
    return Exchange(**{name: row._mapping[name] for name in Exchange.__dataclass_fields__})


def _item(row: Any) -> ExchangeItem:
    return ExchangeItem(**{name: row._mapping[name] for name in ExchangeItem.__dataclass_fields__})


def _row(exchange: Exchange, driver: Driver) -> list[Any]:
    told = vars(exchange) | {"citizens": json.dumps(dict(exchange.citizens))}
    values = [keepable(value) if isinstance(value, str) else value for value in told.values()]
    return [driver.time(now()), *values]
