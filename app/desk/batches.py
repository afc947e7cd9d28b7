"""Batches as they get on: what is done, what is left, what failed and why, and trying that again."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.pages import page
from app.progress import Speed, Standing
from app.web.access import Visit, allowed
from app.wording import error_of
from flows.steps import is_complete
from models.access import Right, may
from models.errors import UnknownBatchError
from pipeline.keeping.rows.dossiers import BatchStatus, BatchSummary, Failure

router = APIRouter(prefix="/batches")

Follower = Annotated[Visit, Depends(allowed(Right.FOLLOW))]

SHOWN = 50  # failures of one kind
OPEN_BATCHES = 100


@router.get("")
def batches(request: Request, visit: Follower) -> Response:
    newest = visit.context.records.batches(_office(visit))[-OPEN_BATCHES:][::-1]
    unfinished = set(visit.context.records.unfinished_batches())
    return page(request, "batches.html", visit, batches=newest, unfinished=unfinished)


@router.get("/{batch_id}")
def batch(request: Request, visit: Follower, batch_id: str) -> Response:
    return _show(request, visit, batch_id, "batch.html")


@router.get("/{batch_id}/progress")
def progress(request: Request, visit: Follower, batch_id: str) -> Response:
    """The part of the page that changes, asked for every other second."""
    return _show(request, visit, batch_id, "progress.html")


@router.post("/{batch_id}/retry")
def retry(
    visit: Follower,
    batch_id: str,
    code: Annotated[str | None, Form()] = None,
    subject_id: Annotated[str | None, Form()] = None,
) -> Response:
    """Take up again what failed: all of it, what failed with one error, or one file or page."""
    _batch(visit, batch_id)
    count = visit.context.records.reset_failed(batch_id, code=code or None, subject_id=subject_id or None)
    visit.log("batch.retry", "operation", batch_id, count=str(count), code=code or "")
    return RedirectResponse(f"/batches/{batch_id}", 303)


def _show(request: Request, visit: Visit, batch_id: str, template: str) -> Response:
    found = _batch(visit, batch_id)
    status = visit.context.records.status(batch_id)
    standing = Standing.of(status)
    speed = visit.context.speeds.setdefault(batch_id, Speed())
    return page(
        request,
        template,
        visit,
        batch=found,
        state=status,
        standing=standing,
        speed=speed.text(standing, time.monotonic()) if _is_running(status) else "",
        running=_is_running(status),
        groups=_grouped(status.failures),
        shown=SHOWN,
    )


def _is_running(status: BatchStatus) -> bool:
    return not is_complete(status)


def _grouped(failures: list[Failure]) -> list[tuple[object, list[Failure]]]:
    """(error, what failed with it), most first."""
    by_code: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        by_code[failure.code].append(failure)
    return [(error_of(code), found) for code, found in sorted(by_code.items(), key=_most)]


def _most(item: tuple[str, list[Failure]]) -> tuple[int, str]:
    return -len(item[1]), item[0]


def _office(visit: Visit) -> str | None:
    """Operators mend the batches of all offices."""
    return None if may(visit.user.role, Right.OPERATE) else visit.user.office


def _batch(visit: Visit, batch_id: str) -> BatchSummary:
    """Errors: UnknownBatchError, also for a batch of another office."""
    for one in visit.context.records.batches(_office(visit)):
        if one.id == batch_id:
            return one
    raise UnknownBatchError
