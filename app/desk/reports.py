"""Reports: what clerks checked and what it took, and figures for whoever watches the server."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse, Response

from app.desk.captions import caption_of
from app.desk.pages import page
from app.web.access import NotAllowedError, Visit, allowed
from app.web.context import context_of
from models.access import Right
from pipeline.keeping.rows import Effort, Outcome

router = APIRouter()

Reader = Annotated[Visit, Depends(allowed(Right.REPORTS))]

COLUMNS = ("day", "document_type", "name", "user_name", "outcome", "fields", "milliseconds", "keys")
HERE = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Taken:
    """What one field of one type took. `right`: share in which the machine was right; `seconds`, `keys`: on
    average."""

    document_type: str
    caption: str
    fields: int
    right: float
    seconds: float
    keys: float


@router.get("/reports")
def reports(request: Request, visit: Reader) -> Response:
    return page(request, "reports.html", visit, rows=taken(visit.context.records.efforts()))


@router.get("/reports/checks.csv")
def checks_csv(visit: Reader) -> Response:
    """One line by day, type, field, clerk and outcome; times in milliseconds, summed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for effort in visit.context.records.efforts():
        writer.writerow([getattr(effort, column) for column in COLUMNS])
    visit.log("report.checks", "report")
    headers = {"Content-Disposition": 'attachment; filename="checks.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """For Prometheus on this machine; counts only."""
    if request.client is None or request.client.host not in HERE:
        raise NotAllowedError
    figures = context_of(request).records.figures()
    lines = [f"sohoa_{name} {value}" for name, value in figures.items()]
    return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4")


def taken(efforts: Iterable[Effort]) -> list[Taken]:
    """By type and field, what took longest in all first."""
    found: dict[tuple[str, str], list[Effort]] = defaultdict(list)
    for effort in efforts:
        found[effort.document_type, effort.name].append(effort)
    rows = []
    for (document_type, name), parts in sorted(found.items(), key=_longest):
        count = sum(part.fields for part in parts)
        right = sum(part.fields for part in parts if part.outcome is Outcome.RIGHT)
        seconds = sum(part.milliseconds for part in parts) / 1000 / count
        keys = sum(part.keys for part in parts) / count
        rows.append(Taken(document_type, caption_of(name), count, right / count, seconds, keys))
    return rows


def _longest(item: tuple[tuple[str, str], list[Effort]]) -> tuple[int, tuple[str, str]]:
    return -sum(part.milliseconds for part in item[1]), item[0]
