"""Reports: what the machine decides alone and how rightly, what checking takes, what waits; and figures for
whoever watches the server."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import PlainTextResponse, Response

from app.desk.captions import caption_of
from app.desk.figures import By, Figures, Key, grouped, total
from app.desk.pages import LANGUAGES, language_of, page, say
from app.desk.report_pictures import Bar, bars_across, quadrants
from app.web.access import NotAllowedError, Reader, Visit
from app.web.context import context_of
from app.wording import document_name, number
from models.chart import COLOURS
from pipeline.keeping.rows.desk import Backlog, Decided, Verdict
from pipeline.reuse.export import harmless

router = APIRouter()

COLUMNS = ("day", "document_type", "name", "user_name", "outcome", "fields", "milliseconds", "keys")
HERE = ("127.0.0.1", "::1")


FIGURES = (
    *("fields", "accepted", "accepted_right", "accepted_wrong", "asked_right", "asked_wrong", "unreadable"),
    *("checks", "milliseconds", "keys", "waiting"),
)
QUADRANTS = (
    "title",
    "none",
    "accepted",
    "asked",
    "accepted_right",
    "accepted_wrong",
    "asked_right",
    "asked_wrong",
)
DAYS = (7, 30, 365)
LONGEST = 40  # rows of a picture


@router.get("/reports")
def reports(request: Request, visit: Reader, by: By = By.TYPE, days: int = DAYS[1]) -> Response:
    counted = _counted(visit, days)
    language = language_of(request)
    groups = [(_caption(by, key, language), figures) for key, figures in grouped(by, *counted).items()]
    whole = total(*counted)
    return page(
        request,
        "reports.html",
        visit,
        by=by,
        ways=list(By),
        days=days,
        periods=DAYS,
        groups=groups,
        whole=whole,
        quadrants=Markup(quadrants(whole, _quadrant_words(language))),
        automation=Markup(_automation(groups, say(language, "reports.automation"))),
        seconds=_seconds(groups, say(language, "reports.seconds")),
    )


@router.get("/reports/figures.csv")
def figures_csv(visit: Reader, by: By = By.TYPE, days: int = DAYS[1]) -> Response:
    """One line a group: what it is called, and the counts; times in milliseconds, summed."""
    groups = grouped(by, *_counted(visit, days))
    rows = [[" ".join(key), *(getattr(figures, name) for name in FIGURES)] for key, figures in groups.items()]
    visit.log("report.figures", "report", by=by.value, days=str(days))
    return _csv(f"{by}.csv", [by.value, *FIGURES], rows)


@router.get("/reports/checks.csv")
def checks_csv(visit: Reader) -> Response:
    """One line by day, type, field, clerk and outcome; times in milliseconds, summed."""
    efforts = visit.context.records.efforts()
    visit.log("report.checks", "report")
    return _csv("checks.csv", COLUMNS, [[getattr(one, column) for column in COLUMNS] for one in efforts])


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """For Prometheus on this machine; counts only."""
    if request.client is None or request.client.host not in HERE:
        raise NotAllowedError
    figures = context_of(request).records.figures()
    lines = [f"sohoa_{name} {value}" for name, value in figures.items()]
    return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4")


def _counted(visit: Visit, days: int) -> tuple[list[Decided], list[Verdict], list[Backlog]]:
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=min(max(days, 1), 3660))
    records = visit.context.records
    return records.decided(since), records.verdicts(since), records.backlog()


def _caption(by: By, key: Key, language: str) -> str:
    index = LANGUAGES.index(language)
    if by is By.FIELD:
        return f"{caption_of(key[1], index)} · {document_name(key[0])}"
    if by is By.DAY:
        return f"{dt.date.fromisoformat(key[0]):%d/%m/%Y}"
    return document_name(key[0]) if by is By.TYPE else key[0] or say(language, "reports.no_office")


def _automation(groups: list[tuple[str, Figures]], title: str) -> str:
    told = [(name, figures.automation) for name, figures in groups]
    rows = [Bar(name, share, f"{number(100 * share, 1)} %") for name, share in told if share is not None]
    return bars_across(rows[:LONGEST], title)


def _seconds(groups: list[tuple[str, Figures]], title: str) -> Markup | None:
    """None where nobody checked anything."""
    told = [(name, figures.seconds_each) for name, figures in groups if figures.seconds_each is not None]
    most = max((seconds for _, seconds in told if seconds), default=1.0)
    rows = [Bar(name, (seconds or 0) / most, f"{number(seconds or 0, 1)} s") for name, seconds in told]
    return Markup(bars_across(rows[:LONGEST], title, COLOURS[3])) if rows else None


def _quadrant_words(language: str) -> dict[str, str]:
    return {name: say(language, f"quadrants.{name}") for name in QUADRANTS}


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Cells that a spreadsheet would take for a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
