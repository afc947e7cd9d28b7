"""How clerks arranged the pages of a scan: kept beside what the machine says, and it can be taken back.

What follows is done by whoever works off the batch: a page that was turned is read anew, and the scan
is understood anew from the readings that are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update

from models.arrangement import Arrangement
from models.errors import (
    BadArrangementError,
    ChangedMeanwhileError,
    StillBeingReadError,
    ToBeScannedAgainError,
    UnknownDocumentError,
)
from models.page import PageState
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.rows.desk import HeldArrangement
from pipeline.keeping.rows.dossiers import PageRow, ScanState
from pipeline.keeping.tables.desk import arrangements, asides
from pipeline.keeping.tables.dossiers import batches, documents, pages, receipts, scans

TO_RESCAN = ToBeScannedAgainError.code


class ArrangementRecords(Database):
    def arrangement(self, scan_id: str) -> HeldArrangement:
        """What holds now."""
        with self._reading() as connection:
            return holding_arrangement(connection, scan_id)

    def check_scan_visible(self, scan_id: str, office: str) -> None:
        """Errors: UnknownDocumentError, also where no batch of the office brought the scan."""
        brought = select(receipts.c.id).join_from(receipts, batches, batches.c.id == receipts.c.batch_id)
        mine = brought.where(receipts.c.scan_id == scan_id, batches.c.office == office)
        with self._reading() as connection:
            if connection.execute(mine.limit(1)).first() is None:
                raise UnknownDocumentError

    def arrange(self, scan_id: str, what: Arrangement, seen: int, who: str, log: AuditEntry) -> None:
        """`what` holds from now on, and the scan is to be understood anew. What was set aside is resolved.

        Errors: ChangedMeanwhileError if revision `seen` is no more what holds; StillBeingReadError;
        BadArrangementError where a page that could be read is missing, or another is there.
        """
        with self._writing() as connection:
            before = _lock(connection, scan_id, seen)
            rows = _arranged_pages(connection, scan_id)
            if not what.accounts_for(rows):
                raise BadArrangementError
            newest = select(func.coalesce(func.max(arrangements.c.revision), 0))
            revision = connection.scalar(newest.where(arrangements.c.scan_id == scan_id)) or 0
            turned = _turned(before.what, what)
            row = {
                "scan_id": scan_id,
                "revision": revision + 1,
                "what": what.model_dump(mode="json"),
                "read_before": {str(number): rows[number].reading_key for number in turned},
                "user_name": who,
                "at": now(),
            }
            connection.execute(arrangements.insert().values(row))
            _mark(connection, rows, before.what, what, dict.fromkeys(turned))
            _understand_anew(connection, scan_id)
            _resolve_asides(connection, scan_id, who)
            append_audit(connection, [log])

    def undo_arrangement(self, scan_id: str, seen: int, who: str, log: AuditEntry) -> None:
        """Let hold again what held before revision `seen`. Errors: as `arrange`."""
        with self._writing() as connection:
            undone = _lock(connection, scan_id, seen)
            if undone.what is None:
                raise ChangedMeanwhileError
            mine = (arrangements.c.scan_id == scan_id) & (arrangements.c.revision == seen)
            read_before = connection.execute(select(arrangements.c.read_before).where(mine)).scalar_one()
            connection.execute(update(arrangements).where(mine).values(undone_at=now(), undone_by=who))
            after = holding_arrangement(connection, scan_id).what
            rows = _arranged_pages(connection, scan_id)
            readings = {int(number): key for number, key in read_before.items()}
            _mark(connection, rows, undone.what, after, readings)
            _understand_anew(connection, scan_id)
            append_audit(connection, [log])


def holding_arrangement(connection: Connection, scan_id: str) -> HeldArrangement:
    mine = (arrangements.c.scan_id == scan_id) & arrangements.c.undone_at.is_(None)
    newest = select(arrangements).where(mine).order_by(arrangements.c.revision.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return HeldArrangement()
    return HeldArrangement(row.revision, Arrangement.model_validate(row.what), row.user_name)


def can_be_arranged(page: PageRow) -> bool:
    """Whether the page was read, or was until a clerk said that it must be scanned again."""
    return page.reading_key is not None and (
        page.state is not PageState.FAILED or page.error_code == TO_RESCAN
    )


def _lock(connection: Connection, scan_id: str, seen: int) -> HeldArrangement:
    """What holds, as long as nobody else changes it."""
    locked = select(scans.c.state).where(scans.c.id == scan_id).with_for_update()
    held = holding_arrangement(connection, scan_id) if connection.scalar(locked) else None
    if held is None or held.revision != seen:
        raise ChangedMeanwhileError
    if connection.scalar(locked) != ScanState.DONE:
        raise StillBeingReadError
    return held


def _arranged_pages(connection: Connection, scan_id: str) -> dict[int, PageRow]:
    mine = select(pages).where(pages.c.scan_id == scan_id)
    rows = [PageRow(**row) for row in connection.execute(mine).mappings()]
    return {row.number: row for row in rows if can_be_arranged(row)}


def _turned(before: Arrangement | None, after: Arrangement | None) -> set[int]:
    """The pages that are to be read another way round than before."""
    one, other = (what.turns if what else {} for what in (before, after))
    return {number for number in one.keys() | other.keys() if one.get(number) != other.get(number)}


def _mark(
    connection: Connection,
    rows: Mapping[int, PageRow],
    before: Arrangement | None,
    after: Arrangement | None,
    readings: Mapping[int, str | None],
) -> None:
    """A page that is turned waits for its reading, or takes up one of `readings`; one that is to be scanned
    again has failed so; one that no longer is takes up its own reading."""
    was, rescan = (set(what.rescan) if what else set() for what in (before, after))
    pending = {"state": PageState.PENDING, "error_code": None}
    for number, row in rows.items():
        values: dict[str, Any] = {}
        if number in was - rescan:
            values = dict(pending)
        if number in readings:
            values |= {**pending, "reading_key": readings[number]}
        if number in rescan:  # with its reading, for whenever that is taken back
            values = {"state": PageState.FAILED, "error_code": TO_RESCAN}
        if values:
            connection.execute(update(pages).where(pages.c.id == row.id).values(values))


def _understand_anew(connection: Connection, scan_id: str) -> None:
    """Its documents hold until then, but nobody is asked to check them."""
    again = {"state": ScanState.OPENED, "version": scans.c.version + 1, "opened_at": now()}
    connection.execute(update(scans).where(scans.c.id == scan_id).values(again))
    mine = (documents.c.scan_id == scan_id) & documents.c.superseded_at.is_(None)
    connection.execute(update(documents).where(mine).values(to_check=False))


def _resolve_asides(connection: Connection, scan_id: str, who: str) -> None:
    of_scan = select(documents.c.id).where(documents.c.scan_id == scan_id)
    mine = asides.c.document_id.in_(of_scan) & asides.c.resolved_at.is_(None)
    connection.execute(update(asides).where(mine).values(resolved_at=now(), resolved_by=who))
