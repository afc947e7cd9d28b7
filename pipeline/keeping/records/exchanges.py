"""What was asked for reuse, what was given, and what officials made of it; without a single value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from models.errors import AlreadyConfirmedError, KeyReusedError, UnknownExchangeError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.rows import Exchange, ExchangeItem
from pipeline.keeping.tables_reuse import corrections, exchange_items, exchanges


class ExchangeRecords(Database):
    def exchange_given(self, exchange: Exchange, items: Sequence[ExchangeItem], entry: AuditEntry) -> None:
        """Log an answer that is about to be given. The same request given again, by its key, is logged again
        and its items are those of the last answer, unless they were confirmed already.

        Errors: KeyReusedError if the key came with another request before.
        """
        row = {name: getattr(exchange, name) for name in Exchange.__dataclass_fields__}
        mine = exchange_items.c.exchange_id == exchange.id
        with self._writing() as connection:
            if not insert_new(connection, exchanges, [row | {"at": now()}]):
                again = select(exchanges).where(exchanges.c.id == exchange.id).with_for_update()
                known = connection.execute(again).one()
                if known.request_sha256 != exchange.request_sha256:
                    raise KeyReusedError
                if known.confirmed_at is None:
                    connection.execute(exchange_items.delete().where(mine))
                else:
                    items = ()
            if items:
                rows = [{"exchange_id": exchange.id, **vars(item)} for item in items]
                connection.execute(exchange_items.insert(), rows)
            append_audit(connection, [entry])

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


def _exchange(row: Any) -> Exchange:
    return Exchange(**{name: row._mapping[name] for name in Exchange.__dataclass_fields__})


def _item(row: Any) -> ExchangeItem:
    return ExchangeItem(**{name: row._mapping[name] for name in ExchangeItem.__dataclass_fields__})
