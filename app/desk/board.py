"""The operator's board: what waits where, how fast it goes, what is stuck, what failed, what is unwell."""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from app.desk.pages import language_of, page, say
from app.web.access import Visit, allowed
from app.wording import error_of
from flows.runs import pages_of_runs
from models.access import Right
from models.chart import bars
from models.errors import SohoaError
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import Failure

router = APIRouter(prefix="/board")

Operator = Annotated[Visit, Depends(allowed(Right.OPERATE))]

RECENT = dt.timedelta(minutes=5)
HOURS = 24
STUCK = dt.timedelta(minutes=10)
SHOWN_BATCHES = 10  # of which single failures are listed
SHOWN_FAILURES = 10  # of one kind
Listed = list[tuple[str, str, Failure]]  # batch id, batch, failure


@router.get("")
def board(request: Request, visit: Operator) -> Response:
    return _show(request, visit, "board.html")


@router.get("/now")
def now(request: Request, visit: Operator) -> Response:
    """The part that changes, asked for every few seconds."""
    return _show(request, visit, "board_now.html")


@router.post("/retry")
def retry(
    visit: Operator,
    code: Annotated[str | None, Form()] = None,
    batch_id: Annotated[str | None, Form()] = None,
    subject_id: Annotated[str | None, Form()] = None,
) -> Response:
    """Take up again what failed: all of it, what failed with one error, or one file or page of a batch."""
    records = visit.context.records
    batches = [batch_id] if batch_id else [one for one, _ in records.batches_with_failures()]
    for one in batches:
        count = records.reset_failed(one, code=code or None, subject_id=subject_id or None)
        if count:
            visit.log("batch.retry", "operation", one, count=str(count), code=code or "")
    return RedirectResponse("/board", 303)


def _show(request: Request, visit: Visit, template: str) -> Response:
    records, at = visit.context.records, dt.datetime.now(dt.UTC)
    unfinished = records.progress_of_unfinished()
    stages = records.stages(at - RECENT, at - dt.timedelta(hours=HOURS))
    moments = [at - dt.timedelta(hours=hour) for hour in range(HOURS, -1, -1)]
    return page(
        request,
        template,
        visit,
        at=at,
        stages=stages,
        recent=RECENT.total_seconds(),
        hours=_hours(records, moments, say(language_of(request), "board.hours")),
        unfinished=[(one, at - one.progressed_at > STUCK, at - one.progressed_at) for one in unfinished],
        groups=_groups(records),
        health=visit.context.health.look(),
        runs=pages_of_runs(os.environ.get("PREFECT_API_URL"), [one.id for one in unfinished]),
    )


def _hours(records: Records, moments: list[dt.datetime], title: str) -> Markup | None:
    """Pages read in each hour, as a picture; None where there were none."""
    counts = records.pages_between(moments)
    if not any(counts):
        return None
    names = (f"{moment.astimezone():%H:%M}" for moment in moments[:-1])
    return Markup(bars(list(zip(names, map(float, counts), strict=True)), title))


def _groups(records: Records) -> list[dict[str, Any]]:
    """What failed, by error, most first; single failures of the newest batches only."""
    counts, listed = records.failure_counts(), dict[type[SohoaError], Listed]()
    for batch_id, name in records.batches_with_failures()[:SHOWN_BATCHES]:
        for failure in records.failures(batch_id):
            listed.setdefault(error_of(failure.code), []).append((batch_id, name, failure))
    return [
        {"error": error_of(code), "count": count, "listed": listed.get(error_of(code), [])[:SHOWN_FAILURES]}
        for code, count in counts.most_common()
    ]
