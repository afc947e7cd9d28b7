"""Dossiers as the indicators count them: what systems told of them, what was scanned, what was asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, func, select

from models.dossier import BLANK, UNKNOWN
from models.indicators import Asked, Case
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.tables.dossiers import documents, dossiers, receipts
from pipeline.keeping.tables.reuse import cases, exchange_items, exchanges

TOLD = (
    *("code", "agency", "received_on", "procedure", "due_on", "finished_on", "supplements", "waited_days"),
    *("needs_result", "has_result", "shared", "population"),
)
_HOURS = dt.timedelta(hours=7)  # days begin in Vietnam


class CaseRecords(Database):
    def tell_case(self, case: Case, told_by: str) -> None:
        """What a one-stop system says of its dossier now; what it said before no longer counts."""
        row = {name: getattr(case, name) for name in TOLD} | {"told_by": told_by, "told_at": now()}
        entry = AuditEntry(told_by, "case.tell", subjects=(case.code,))
        with self._writing() as connection:
            if not insert_new(connection, cases, [row]):
                connection.execute(cases.update().where(cases.c.code == case.code).values(row))
            append_audit(connection, [entry])

    def cases(self, first: dt.date, last: dt.date) -> list[Case]:
        """The dossiers received from `first` to `last`, by code, each once, all of one moment."""
        with self._reading() as connection:
            found = _scanned(connection)
            asked = _asked(connection)
            told = connection.execute(select(cases)).all()
        components = set(found)
        for exchange, items in asked:
            before = found.get(exchange.dossier_code)
            day = (exchange.at + _HOURS).date()
            found[exchange.dossier_code] = Case(
                code=exchange.dossier_code,
                agency=exchange.agency,
                received_on=min(before.received_on, day) if before else day,
                procedure=exchange.procedure,
                asked=items,
            )
        for row in told:
            known = found.get(row.code)
            values = {name: row._mapping[name] for name in TOLD}
            found[row.code] = Case(**values, asked=known.asked if known else ())
        complete = (case._replace(has_component=case.code in components) for case in found.values())
        return sorted(case for case in complete if first <= case.received_on <= last)


def _scanned(connection: Connection) -> dict[str, Case]:
    """The dossiers of which a paper was digitised; their code tells when they were received, and where."""
    is_paper = documents.c.document_type.not_in((BLANK, UNKNOWN)) & documents.c.superseded_at.is_(None)
    codes = (
        select(dossiers.c.code)
        .distinct()
        .join(receipts, receipts.c.dossier_id == dossiers.c.id)
        .join(documents, documents.c.scan_id == receipts.c.scan_id)
        .where(dossiers.c.code.is_not(None), is_paper)
    )
    found = {}
    for code in connection.scalars(codes):
        agency, day, _ = code.rsplit("-", 2)
        received_on = _day(day)
        if received_on is not None:
            found[code] = Case(code=code, agency=agency, received_on=received_on)
    return found


def _day(figures: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(figures, "%y%m%d").date()
    except ValueError:
        return None


def _asked(connection: Connection) -> list[tuple[Any, tuple[Asked, ...]]]:
    """Of each dossier the exchange that counts, the last confirmed or else the last, with its items."""
    in_order = exchanges.c.confirmed_at.is_not(None), exchanges.c.at
    last = {row.dossier_code: row for row in connection.execute(select(exchanges).order_by(*in_order))}
    pages = {row[0]: row[1] for row in connection.execute(_pages())}
    items: dict[str, list[Asked]] = defaultdict(list)
    of_items = select(exchange_items).order_by(exchange_items.c.kind, exchange_items.c.name)
    for row in connection.execute(of_items):
        given = pages.get(row.document_id, 0) if row.kind == "paper" else 0
        asked = Asked(row.kind, row.state, row.reason, row.outcome, row.citizen_id, given, row.name)
        items[row.exchange_id].append(asked)
    return [(row, tuple(items[row.id])) for row in last.values()]


def _pages() -> Any:
    held = documents.c.superseded_at.is_(None)
    return select(documents.c.id, func.json_array_length(documents.c.pages)).where(held)
