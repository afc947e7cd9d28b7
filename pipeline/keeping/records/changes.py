"""What was given to a client and no longer holds: values that were decided anew, people who are others,
corrections, restrictions."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, literal, select, union_all

from models.dossier import MatchDecision
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.tables.dossiers import field_values, matches
from pipeline.keeping.tables.reuse import corrections, exchange_items, exchanges, restrictions

SETTLED = dt.timedelta(seconds=5)  # a transaction that began earlier may still end: nothing may be missed
MOST = 500
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # cursors count the microseconds since then

_I = exchange_items.c


class Happened(NamedTuple):
    """What happened `at` that time to an item that was given. `why`: a stable name."""

    at: dt.datetime
    exchange_id: str
    kind: str
    name: str
    why: str


class ChangeRecords(Database):
    def changes(self, client_id: str, after: dt.datetime, most: int = MOST) -> list[Happened]:
        """What happened after `after` to what the client was given, in order, at least `most` if there is as
        much: what happened at one moment is never torn apart. What happened in the last seconds comes
        next time."""
        parts = union_all(*(_happenings(client_id, *one) for one in _WHAT)).subquery()
        wanted = select(parts).where(parts.c.at > after, parts.c.at < now() - SETTLED)
        ordered = wanted.order_by(parts.c.at, parts.c.exchange_id, parts.c.kind, parts.c.name, parts.c.why)
        found: list[Happened] = []
        with self._reading() as connection:
            for row in connection.execute(ordered):
                if len(found) >= most and row.at != found[-1].at:
                    break
                found.append(Happened(*row))
        return found


_FIELD = (
    (field_values.c.document_id == _I.document_id)
    & (field_values.c.name == _I.field)
    & (field_values.c.revision == _I.revision)
)
_LINK = (
    (matches.c.document_id == _I.document_id)
    & (matches.c.citizen_id == _I.citizen_id)
    & (matches.c.decision == MatchDecision.MATCH)
)
_CORRECTION = (corrections.c.citizen_id == _I.citizen_id) & (corrections.c.attribute == _I.attribute)
_RESTRICTION = restrictions.c.citizen_id == _I.citizen_id
_WHAT: tuple[tuple[Any, ColumnElement[bool], Any, str], ...] = (
    (field_values, _FIELD, field_values.c.superseded_at, "decided_anew"),
    (matches, _LINK, matches.c.superseded_at, "other_person"),
    (corrections, _CORRECTION, corrections.c.asked_at, "correction_asked"),
    (corrections, _CORRECTION, corrections.c.decided_at, "correction_decided"),
    (restrictions, _RESTRICTION, restrictions.c.since, "restricted"),
    (restrictions, _RESTRICTION, restrictions.c.lifted_at, "lifted"),
)


def _happenings(client_id: str, table: Any, on: ColumnElement[bool], at: Any, why: str) -> Select[Any]:
    """Of the items that the client was given, those to which this happened, after they were given."""
    return (
        select(at.label("at"), _I.exchange_id, _I.kind, _I.name, literal(why).label("why"))
        .select_from(exchange_items)
        .join(exchanges, exchanges.c.id == _I.exchange_id)
        .join(table, on)
        .where(exchanges.c.client_id == client_id, at.is_not(None), at > exchanges.c.at)
    )
