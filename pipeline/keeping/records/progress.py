"""How a batch stands, what failed in it, and taking up again what failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from models.dossier import Decision, MatchDecision
from models.errors import all_errors
from models.page import PageState
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.waiting import WAITS, is_unsure
from pipeline.keeping.rows.dossiers import BatchStatus, Failure, Incident, ReceiptState, ScanState
from pipeline.keeping.tables.dossiers import (
    batches,
    documents,
    dossiers,
    field_values,
    incidents,
    matches,
    pages,
    receipts,
    scans,
)

E = TypeVar("E", bound=StrEnum)


class ProgressRecords(Database):
    def incident(self, *, stage: str, subject_id: str, code: str, detail: str) -> None:
        """Keep a failure's full story, traceback and all; nowhere else may it be written down."""
        row = {"at": now(), "stage": stage, "subject_id": subject_id, "code": code, "detail": detail}
        with self._writing() as connection:
            connection.execute(incidents.insert().values(row))

    def incidents(self, subject_id: str) -> list[Incident]:
        """What went wrong with a receipt, scan or page, the oldest first."""
        columns = [column for column in incidents.c if column is not incidents.c.id]
        found = select(*columns).where(incidents.c.subject_id == subject_id).order_by(incidents.c.id)
        with self._reading() as connection:
            return [Incident(**row) for row in connection.execute(found).mappings()]

    def forget_incidents(self, before: dt.datetime) -> int:
        """Remove the stories of failures that are older; returns how many those were."""
        with self._writing() as connection:
            return connection.execute(delete(incidents).where(incidents.c.at < before)).rowcount

    def status(self, batch_id: str) -> BatchStatus:
        """How the batch stands, all figures of one moment."""
        with self._reading() as connection:
            return _status(connection, batch_id)

    def unfinished_batches(self) -> list[str]:
        """The batches of which something is left to do, the oldest first."""
        listed = receipts.c.state == ReceiptState.LISTED
        undone = scans.c.state.in_((ScanState.RECEIVED, ScanState.OPENED))
        joined = (
            select(batches.c.id, batches.c.created_at)
            .join_from(batches, receipts, receipts.c.batch_id == batches.c.id)
            .outerjoin(scans, scans.c.id == receipts.c.scan_id)
        )
        wanted = joined.where(listed | undone).distinct().order_by(batches.c.created_at, batches.c.id)
        with self._reading() as connection:
            return [row.id for row in connection.execute(wanted)]

    def ping(self) -> None:
        """Raises RecordsUnavailableError unless the database answers."""
        with self._reading() as connection:
            connection.execute(select(1)).one()

    def figures(self) -> dict[str, float]:
        """How the whole server stands, in counts and seconds, for whoever watches it."""
        oldest = select(func.min(documents.c.kept_at)).where(WAITS)
        with self._reading() as connection:
            states = _count(connection, pages.c.state, PageState, true())
            waiting = _number(connection, select(func.count()).select_from(documents).where(WAITS))
            since = connection.execute(oldest).scalar_one()
            broken = _number(
                connection, select(func.count()).select_from(scans).where(scans.c.state == ScanState.FAILED)
            )
        counted = {f"pages_{state.value}": float(count) for state, count in states.items()}
        age = (now() - since).total_seconds() if since else 0.0
        return {
            **counted,
            "scans_failed": broken,
            "documents_to_check": waiting,
            "oldest_to_check_seconds": age,
            "batches_unfinished": len(self.unfinished_batches()),
        }

    def reset_failed(self, batch_id: str, *, code: str | None = None, subject_id: str | None = None) -> int:
        """Take up again what failed with an error that can be tried again; returns how much that is. `code`:
        only what failed so; `subject_id`: only this receipt, scan or page.

        A page becomes pending and its scan is to be understood again, under its next version: what
        is kept of it stays until then. A failed scan is to be opened again, a receipt received again.
        """
        retryable = [one for one, error in all_errors().items() if error.retryable and code in (None, one)]
        with self._writing() as connection:
            of_batch = select(receipts.c.scan_id).where(receipts.c.batch_id == batch_id)
            count = _reset_pages(connection, of_batch, retryable, subject_id)
            broken = scans.c.id.in_(of_batch) & (scans.c.state == ScanState.FAILED) & _only(scans, subject_id)
            count += _reset_scans(connection, broken & scans.c.error_code.in_(retryable), ScanState.RECEIVED)
            mine = (receipts.c.batch_id == batch_id) & (receipts.c.state == ReceiptState.FAILED)
            mine &= _only(receipts, subject_id)
            listed = {"state": ReceiptState.LISTED, "error_code": None}
            again = update(receipts).where(mine, receipts.c.error_code.in_(retryable)).values(listed)
            return count + connection.execute(again).rowcount


def _only(table: Table, row_id: str | None) -> ColumnElement[bool]:
    return true() if row_id is None else table.c.id == row_id


def _reset_pages(
    connection: Connection, scan_ids: Select[Any], retryable: list[str], only: str | None
) -> int:
    failed = (pages.c.state == PageState.FAILED) & pages.c.error_code.in_(retryable) & _only(pages, only)
    mine = failed & pages.c.scan_id.in_(scan_ids)
    affected = list(connection.scalars(select(pages.c.scan_id).where(mine).distinct()))
    pending = {column.name: None for column in pages.c if column.name not in ("id", "scan_id", "number")}
    again = update(pages).where(mine).values({**pending, "state": PageState.PENDING})
    count = connection.execute(again).rowcount
    _reset_scans(connection, scans.c.id.in_(affected), ScanState.OPENED)
    return count


def _reset_scans(connection: Connection, which: ColumnElement[bool], state: ScanState) -> int:
    again = {"state": state, "error_code": None, "version": scans.c.version + 1, "opened_at": now()}
    return connection.execute(update(scans).where(which).values(again)).rowcount


def _status(connection: Connection, batch_id: str) -> BatchStatus:
    mine = receipts.c.batch_id == batch_id
    of_batch = select(receipts.c.scan_id).where(mine, receipts.c.scan_id.is_not(None))
    scan_in_batch = scans.c.id.in_(of_batch)
    held = documents.c.superseded_at.is_(None) & documents.c.scan_id.in_(of_batch)
    held_ids = select(documents.c.id).where(held)
    page_states = _count(connection, pages.c.state, PageState, pages.c.scan_id.in_(of_batch))
    scan_states = _count(connection, scans.c.state, ScanState, scan_in_batch)
    with_scan = connection.execute(select(func.count()).select_from(of_batch.subquery())).scalar_one()
    return BatchStatus(
        receipts=_count(connection, receipts.c.state, ReceiptState, mine),
        scans=scan_states,
        pages=page_states,
        documents=_number(connection, select(func.count()).select_from(documents).where(held)),
        documents_to_review=_number(
            connection, select(func.count()).select_from(documents).where(held, _needs_review())
        ),
        fields=_count(connection, field_values.c.decision, Decision, _holds(field_values, held_ids)),
        matches=_count(connection, matches.c.decision, MatchDecision, _holds(matches, held_ids)),
        failures=list(list_failures(connection, batch_id)),
        duplicates=with_scan - sum(scan_states.values()),
        already_present=_number(
            connection,
            select(func.count()).select_from(scans).where(scan_in_batch, scans.c.first_batch_id != batch_id),
        ),
        pages_in=_number(
            connection, select(func.coalesce(func.sum(scans.c.page_count), 0)).where(scan_in_batch)
        ),
        pages_accounted=sum(page_states.values()) - page_states[PageState.PENDING],
    )


def _number(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())


def _count(
    connection: Connection, column: Column[Any], names: type[E], condition: ColumnElement[bool]
) -> dict[E, int]:
    """How many rows there are of each name, those of none too."""
    counted = connection.execute(select(column, func.count()).where(condition).group_by(column))
    found = {row[0]: row[1] for row in counted}
    return {name: found.get(name, 0) for name in names}


def _holds(table: Any, document_ids: Select[Any]) -> ColumnElement[bool]:
    holds: ColumnElement[bool] = table.c.superseded_at.is_(None) & table.c.document_id.in_(document_ids)
    return holds


def _needs_review() -> ColumnElement[bool]:
    """As Document.needs_review."""
    field = (field_values.c.document_id == documents.c.id) & (field_values.c.decision == Decision.REVIEW)
    match = (matches.c.document_id == documents.c.id) & (matches.c.decision == MatchDecision.REVIEW)
    return or_(
        is_unsure(documents.c) & documents.c.type_checked_by.is_(None),
        exists().where(field, field_values.c.superseded_at.is_(None)),
        exists().where(match, matches.c.superseded_at.is_(None)),
    )


def list_failures(connection: Connection, batch_id: str) -> Iterator[Failure]:
    """Every failure once, of a receipt, a scan or a page, under the first receipt it came with."""
    of_batch = select(receipts.c.scan_id).where(receipts.c.batch_id == batch_id)
    bad_scan = scans.c.id.in_(of_batch) & (scans.c.state == ScanState.FAILED)
    bad_page = pages.c.scan_id.in_(of_batch) & (pages.c.state == PageState.FAILED)
    concerned = or_(
        receipts.c.state == ReceiptState.FAILED,
        receipts.c.scan_id.in_(select(scans.c.id).where(bad_scan)),
        receipts.c.scan_id.in_(select(pages.c.scan_id).where(bad_page)),
    )
    named = select(receipts, dossiers.c.name.label("dossier")).join_from(receipts, dossiers)
    listed = connection.execute(named.where(receipts.c.batch_id == batch_id, concerned))
    rows = sorted(listed.all(), key=_by_name)
    first = {row.scan_id: row for row in reversed(rows)}
    for row in rows:
        if row.state == ReceiptState.FAILED:
            yield Failure("receipt", row.id, row.dossier, row.name, None, row.error_code)
    for row in connection.execute(select(scans).where(bad_scan).order_by(scans.c.id)):
        yield Failure("scan", row.id, first[row.id].dossier, first[row.id].name, None, row.error_code)
    for row in connection.execute(select(pages).where(bad_page).order_by(pages.c.scan_id, pages.c.number)):
        of = first[row.scan_id]
        yield Failure("page", row.id, of.dossier, of.name, row.number, row.error_code)


def _by_name(row: Any) -> tuple[str, str, str]:
    return row.dossier, row.name, row.id
