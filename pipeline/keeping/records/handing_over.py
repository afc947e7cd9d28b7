"""Handing over: how many originals a clerk counted, against what was scanned of each dossier.

TT 01/2023/TT-VPCP, article 8(2)(a): the originals are counted against the copies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from models.dossier import BLANK
from models.errors import UnknownDossierError
from models.page import PageState
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.tables.desk import handovers
from pipeline.keeping.tables.dossiers import batches, documents, dossiers, pages, receipts
from pipeline.keeping.tables.reuse import cases


@dataclass(frozen=True)
class Counted:
    """What a clerk counted. `scanned_papers`, `scanned_pages`: what there was of the dossier then."""

    papers: int
    pages: int
    scanned_papers: int
    scanned_pages: int
    note: str
    user_name: str
    at: dt.datetime

    @property
    def agrees(self) -> bool:
        return (self.papers, self.pages) == (self.scanned_papers, self.scanned_pages)


@dataclass(frozen=True)
class DossierRow:
    """`papers`: types and pages of its documents, in order of its files, without blank pages; `pages`: of its
    scans, each scan once; `blank`: those of them on which nothing stands; `counted`: the last count."""

    id: str
    batch_id: str
    name: str
    code: str | None
    papers: tuple[tuple[str, int], ...]
    pages: int
    blank: int
    counted: Counted | None


class HandingOverRecords(Database):
    def dossiers(self, batch_id: str) -> list[DossierRow]:
        """The dossiers of a batch by name."""
        with self._reading() as connection:
            return _dossiers(connection, dossiers.c.batch_id == batch_id)

    def dossier(self, dossier_id: str, office: str) -> DossierRow:
        """Errors: UnknownDossierError, also where it belongs to another office."""
        with self._reading() as connection:
            return _dossier(connection, dossier_id, office)

    def procedure_told(self, code: str | None) -> tuple[str, dt.date | None] | None:
        """(code of the procedure, day on which the result is due) of a dossier told by a one-stop system."""
        told = select(cases.c.procedure, cases.c.due_on).where(cases.c.code == code)
        with self._reading() as connection:
            row = connection.execute(told).first()
        return (row.procedure, row.due_on) if row else None

    def count_originals(
        self, dossier_id: str, office: str, papers: int, pages: int, note: str, who: str, log: AuditEntry
    ) -> DossierRow:
        """Keep what `who` counted, whether it agrees or not. Errors: UnknownDossierError."""
        with self._writing() as connection:
            row = _dossier(connection, dossier_id, office)
            told = {"dossier_id": dossier_id, "papers": papers, "pages": pages, "note": note}
            scanned = {"scanned_papers": len(row.papers), "scanned_pages": row.pages}
            connection.execute(handovers.insert().values(told | scanned | {"user_name": who, "at": now()}))
            append_audit(connection, [log])
            return _dossier(connection, dossier_id, office)


def _dossier(connection: Connection, dossier_id: str, office: str) -> DossierRow:
    of_office = dossiers.c.batch_id.in_(select(batches.c.id).where(batches.c.office == office))
    found = _dossiers(connection, (dossiers.c.id == dossier_id) & of_office)
    if not found:
        raise UnknownDossierError
    return found[0]


def _dossiers(connection: Connection, condition: ColumnElement[bool]) -> list[DossierRow]:
    wanted = connection.execute(select(dossiers).where(condition)).all()
    ids = select(dossiers.c.id).where(condition)
    page_counts = _pages(connection, ids)
    papers = _papers(connection, ids)
    counts = _last_counts(connection, ids)
    rows = [
        DossierRow(
            row.id, row.batch_id, row.name, row.code, tuple(papers.get(row.id, ())),
            *page_counts.get(row.id, (0, 0)), counts.get(row.id),
        )
        for row in wanted
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.name, row.id))


def _pages(connection: Connection, ids: Any) -> dict[str, tuple[int, int]]:
    """(pages, blank ones) by dossier."""
    scans = select(receipts.c.dossier_id, receipts.c.scan_id).distinct().where(receipts.c.dossier_id.in_(ids))
    own = scans.subquery()
    blank = func.count(case((pages.c.state == PageState.BLANK, 1)))
    counted = (
        select(own.c.dossier_id, func.count(), blank)
        .join_from(own, pages, pages.c.scan_id == own.c.scan_id)
        .group_by(own.c.dossier_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(counted)}


def _papers(connection: Connection, ids: Any) -> dict[str, list[tuple[str, int]]]:
    """(type, pages) of the documents by dossier, in order of files and pages, each once."""
    current = documents.c.superseded_at.is_(None) & (documents.c.document_type != BLANK)
    columns = (receipts.c.dossier_id, receipts.c.name, documents.c.id, documents.c.document_type)
    found = connection.execute(
        select(*columns, documents.c.pages)
        .join_from(receipts, documents, documents.c.scan_id == receipts.c.scan_id)
        .where(current, receipts.c.dossier_id.in_(ids))
    ).all()
    kept: dict[str, dict[str, tuple[str, int]]] = {}
    for row in sorted(found, key=_place):
        kept.setdefault(row.dossier_id, {}).setdefault(row.id, (row.document_type, len(row.pages)))
    return {dossier: list(papers.values()) for dossier, papers in kept.items()}


def _place(row: Any) -> tuple[str, list[int], str]:
    return row.name, list(row.pages), row.id


def _last_counts(connection: Connection, ids: Any) -> dict[str, Counted]:
    of_those = select(handovers).where(handovers.c.dossier_id.in_(ids)).order_by(handovers.c.id)
    names = Counted.__dataclass_fields__
    found: Iterable[Any] = connection.execute(of_those)
    return {row.dossier_id: Counted(**{name: row._mapping[name] for name in names}) for row in found}
