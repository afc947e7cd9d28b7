"""How all batches together get on: what waits at each stage and since when, how fast it goes, where nothing
moves, what failed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, exists, func, or_, select, true

from models.page import PageState
from pipeline.keeping.records.database import Database
from pipeline.keeping.records.progress import list_failures
from pipeline.keeping.records.waiting import WAITS
from pipeline.keeping.rows.dossiers import Failure, ReceiptState, ScanState, Stage, UnfinishedBatch
from pipeline.keeping.tables.desk import checks
from pipeline.keeping.tables.dossiers import batches, documents, pages, receipts, scans

_LISTED = receipts.c.state == ReceiptState.LISTED
_PENDING = pages.c.state == PageState.PENDING
_PAGES_LEFT = exists().where(pages.c.scan_id == scans.c.id, _PENDING)
_NOT_UNDERSTOOD = (scans.c.state == ScanState.OPENED) & ~_PAGES_LEFT


class BoardRecords(Database):
    def stages(self, recent: dt.datetime, day: dt.datetime) -> list[Stage]:
        """What waits at each stage, and how much each did since the two moments."""
        with self._reading() as connection:
            return [
                _opening(connection, recent, day),
                _reading(connection, recent, day),
                _understanding(connection, recent, day),
                _checking(connection, recent, day),
            ]

    def pages_between(self, moments: Sequence[dt.datetime]) -> list[int]:
        """How many pages ended between each two moments that follow each other."""
        ended = pages.c.ended_at
        counts = [func.count().filter(ended >= start, ended < end) for start, end in pairwise(moments)]
        with self._reading() as connection:
            return list(connection.execute(select(*counts).where(ended >= moments[0])).one())

    def progress_of_unfinished(self) -> list[UnfinishedBatch]:
        """The batches of which something is left to do, and when something last was."""
        with self._reading() as connection:
            return [_unfinished(connection, row) for row in connection.execute(_unfinished_batches()).all()]

    def failure_counts(self) -> Counter[str]:
        """How much failed with each error and was not taken up again."""
        found: Counter[str] = Counter()
        with self._reading() as connection:
            for table, state in _FAILING:
                counted = select(table.c.error_code, func.count()).where(table.c.state == state)
                for code, count in connection.execute(counted.group_by(table.c.error_code)):
                    found[code] += count
        return found

    def batches_with_failures(self) -> list[tuple[str, str]]:
        """(id, name) of the batches of which something failed, the newest first."""
        b, s, r = batches.c, scans.c, receipts.c
        bad_page = exists().where(pages.c.scan_id == r.scan_id, pages.c.state == PageState.FAILED)
        bad_scan = exists().where(s.id == r.scan_id, s.state == ScanState.FAILED)
        bad = or_(r.state == ReceiptState.FAILED, bad_scan, bad_page)
        wanted = (
            select(b.id, b.name).where(exists().where(r.batch_id == b.id, bad)).order_by(b.created_at.desc())
        )
        with self._reading() as connection:
            return [(row.id, row.name) for row in connection.execute(wanted)]

    def failures(self, batch_id: str) -> list[Failure]:
        """What failed of a batch."""
        with self._reading() as connection:
            return list(list_failures(connection, batch_id))


_FAILING = ((receipts, ReceiptState.FAILED), (scans, ScanState.FAILED), (pages, PageState.FAILED))


def _opening(connection: Connection, recent: dt.datetime, day: dt.datetime) -> Stage:
    unopened = scans.c.state == ScanState.RECEIVED
    came = select(func.min(batches.c.created_at)).join_from(batches, receipts).where(_LISTED)
    failed = _count(connection, receipts, receipts.c.state == ReceiptState.FAILED)
    return Stage(
        name="open",
        waiting=_count(connection, receipts, _LISTED) + _count(connection, scans, unopened),
        since=connection.execute(came).scalar_one(),
        failed=failed + _count(connection, scans, scans.c.state == ScanState.FAILED),
        **_done(connection, scans.c.opened_at, recent, day),
    )


def _reading(connection: Connection, recent: dt.datetime, day: dt.datetime) -> Stage:
    since = select(func.min(scans.c.opened_at)).where(scans.c.state == ScanState.OPENED, _PAGES_LEFT)
    mean = select(func.avg(pages.c.seconds)).where(pages.c.ended_at >= day)
    return Stage(
        name="read",
        waiting=_count(connection, pages, _PENDING),
        since=connection.execute(since).scalar_one(),
        failed=_count(connection, pages, pages.c.state == PageState.FAILED),
        seconds=connection.execute(mean).scalar_one(),
        **_done(connection, pages.c.ended_at, recent, day),
    )


def _understanding(connection: Connection, recent: dt.datetime, day: dt.datetime) -> Stage:
    since = select(func.min(scans.c.opened_at)).where(_NOT_UNDERSTOOD)
    return Stage(
        name="understand",
        waiting=_count(connection, scans, _NOT_UNDERSTOOD),
        since=connection.execute(since).scalar_one(),
        **_done(connection, documents.c.kept_at, recent, day),
    )


def _checking(connection: Connection, recent: dt.datetime, day: dt.datetime) -> Stage:
    mean = connection.execute(select(func.avg(checks.c.milliseconds)).where(checks.c.at >= day)).scalar_one()
    return Stage(
        name="check",
        waiting=_count(connection, documents, WAITS),
        since=connection.execute(select(func.min(documents.c.kept_at)).where(WAITS)).scalar_one(),
        seconds=None if mean is None else float(mean) / 1000,
        **_done(connection, checks.c.at, recent, day),
    )


def _done(connection: Connection, at: Column[Any], recent: dt.datetime, day: dt.datetime) -> dict[str, int]:
    counts = select(func.count().filter(at >= recent), func.count()).where(at >= day)
    row = connection.execute(counts).one()
    return {"done_recently": row[0], "done_today": row[1]}


def _count(connection: Connection, table: Any, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())


def _unfinished_batches() -> Select[Any]:
    undone = scans.c.state.in_((ScanState.RECEIVED, ScanState.OPENED))
    joined = (
        select(batches.c.id, batches.c.name, batches.c.office, batches.c.created_at)
        .join_from(batches, receipts, receipts.c.batch_id == batches.c.id)
        .outerjoin(scans, scans.c.id == receipts.c.scan_id)
    )
    return joined.where(_LISTED | undone).distinct().order_by(batches.c.created_at, batches.c.id)


def _unfinished(connection: Connection, batch: Any) -> UnfinishedBatch:
    mine = receipts.c.batch_id == batch.id
    own_scan = scans.c.id.in_(select(receipts.c.scan_id).where(mine))
    own_page = pages.c.scan_id.in_(select(receipts.c.scan_id).where(mine))
    unopened = own_scan & (scans.c.state == ScanState.RECEIVED)
    moments = [
        batch.created_at,
        connection.execute(select(func.max(scans.c.opened_at)).where(own_scan)).scalar_one(),
        connection.execute(select(func.max(pages.c.ended_at)).where(own_page)).scalar_one(),
        connection.execute(_last_kept(mine)).scalar_one(),
    ]
    return UnfinishedBatch(
        id=batch.id,
        name=batch.name,
        office=batch.office,
        created_at=batch.created_at,
        to_open=_count(connection, receipts, mine & _LISTED) + _count(connection, scans, unopened),
        to_read=_count(connection, pages, own_page & _PENDING),
        pages=_count(connection, pages, own_page & true()),
        to_understand=_count(connection, scans, own_scan & _NOT_UNDERSTOOD),
        progressed_at=max(moment for moment in moments if moment is not None),
    )


def _last_kept(mine: ColumnElement[bool]) -> Select[Any]:
    joined = select(func.max(documents.c.kept_at)).join_from(
        documents, receipts, receipts.c.scan_id == documents.c.scan_id
    )
    return joined.where(mine)
