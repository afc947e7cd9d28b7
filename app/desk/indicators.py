"""The indicators of QĐ 766/QĐ-TTg and the provinces' own, as pictures with their formulas, as CSV, and as the
national portal's flags."""

from __future__ import annotations

import datetime as dt
import io
import json
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from app.desk.pages import language_of, page, say
from app.desk.report_pictures import Bar, bars_across
from app.papers.days import today
from app.web.access import Reader, Visit
from app.wording import number
from models.indicators import Case, load_indicators
from pipeline.reuse.indicators import Group, Rate, compute, rate_rows, write_rates
from pipeline.reuse.portal import portal_rows

router = APIRouter(prefix="/reports/indicators")

DAYS = (30, 91, 365)


class By(StrEnum):
    LEVEL = "level"
    OFFICE = "office"
    SECTOR = "sector"


@router.get("")
def indicators(request: Request, visit: Reader, by: By = By.OFFICE, days: int = DAYS[1]) -> Response:
    whole, *groups = compute(_cases(visit, days), load_indicators(), today(), by=[by.value])
    title = say(language_of(request), "indicators.title")
    pictures = [
        (
            rate,
            Markup(bars_across([_bar(group, one) for group, one in of_it], f"{title}: {rate.rule.caption}")),
        )
        for rate, of_it in _by_rate(whole, groups)
    ]
    told: dict[str, Any] = {"whole": whole, "pictures": pictures, "version": load_indicators().version}
    return page(request, "indicators.html", visit, by=by, ways=list(By), days=days, periods=DAYS, **told)


@router.get("/rates.csv")
def rates_csv(visit: Reader, days: int = DAYS[1]) -> Response:
    """A line for each rate of each level, office and sector, with formula, source and version."""
    rules, out = load_indicators(), io.StringIO()
    groups = compute(_cases(visit, days), rules, today(), by=[one.value for one in By])
    write_rates(rate_rows(groups, rules), out)
    visit.log("report.indicators", "report", days=str(days))
    headers = {"Content-Disposition": 'attachment; filename="indicators.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/portal.json")
def portal_json(visit: Reader, days: int = DAYS[1]) -> Response:
    """The flags of each dossier as the national portal takes them, without anybody's name or number."""
    content = json.dumps(list(portal_rows(_cases(visit, days))), ensure_ascii=False, indent=1)
    visit.log("report.portal", "report", days=str(days))
    headers = {"Content-Disposition": 'attachment; filename="portal.json"'}
    return Response(content, media_type="application/json", headers=headers)


def _cases(visit: Visit, days: int) -> list[Case]:
    first = today() - dt.timedelta(days=min(max(days, 1), 3660))
    return visit.context.records.cases(first, today())


def _by_rate(whole: Group, groups: list[Group]) -> list[tuple[Rate, list[tuple[Group, Rate]]]]:
    """Each rate of all dossiers, with that of each group of which there is one."""
    return [
        (rate, [(group, one) for group in groups for one in group.rates if one.name == rate.name])
        for rate in whole.rates
    ]


def _bar(group: Group, rate: Rate) -> Bar:
    counts = f"{number(rate.numerator)}/{number(rate.denominator)}"
    if rate.percent is None:
        return Bar(group.key, 0.0, "–")
    return Bar(group.key, float(rate.percent) / 100, f"{number(float(rate.percent), 1)} % ({counts})")
