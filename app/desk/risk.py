"""Automation against risk, from what clerks said of values, and thresholds for the error that is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Annotated

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from app.desk.pages import language_of, page, say
from app.web.access import Reader, Settler, Visit
from models.chart import risk_curve
from models.forms import form_of
from models.policy import Policy, Thresholds, load_policy
from pipeline.keeping.audit import ADMINISTRATION
from pipeline.understanding.risk import Labelled, curve, fit, labelled

router = APIRouter(prefix="/reports/risk")

ALLOWED = (0.0005, 0.001, 0.002, 0.005, 0.01)
MOST_VALUES = 200_000
TARGET = 1e-3


@dataclass(frozen=True)
class Choice:
    """What the labels show for one share of wrong values. `keys`: kinds of fields of which more is accepted
    than hard evidence; `share`: of the labelled values that would be accepted."""

    allowed: float
    thresholds: Thresholds
    keys: tuple[str, ...]
    share: float


@router.get("")
def risk(request: Request, visit: Reader) -> Response:
    values, language = _labels(visit, load_policy()), language_of(request)
    points = [
        (point.share, point.wrong / point.accepted, *point.interval) for point in curve(values, len(values))
    ]
    drawn = risk_curve(
        points,
        across=say(language, "risk.across"),
        up=say(language, "risk.up"),
        target=(TARGET, say(language, "risk.target")),
    )
    drawn.title = say(language, "risk.curve")
    choices = [choice_of(values, share) for share in ALLOWED]
    return page(request, "risk.html", visit, values=len(values), picture=Markup(str(drawn)), choices=choices)


@router.post("")
def choose(request: Request, visit: Settler, allowed: Annotated[float, Form()]) -> Response:
    """The thresholds that the labels allow hold from now on, as a new version of the regulations."""
    if allowed in ALLOWED:
        values, records = _labels(visit, load_policy()), visit.context.records
        issue = records.regulations()
        what = issue.what.model_copy(update={"thresholds": choice_of(values, allowed).thresholds})
        version = str(issue.version + 1)
        log = visit.entry("regulations", ADMINISTRATION, version=version, changed="thresholds")
        why = say("vi", "risk.why", share=f"{1000 * allowed:g}".replace(".", ","), count=len(values))
        records.issue_regulations(what, issue.version, visit.user.name, why, log)
    return RedirectResponse("/settings?saved=1", 303)


def choice_of(values: Sequence[Labelled], allowed: float) -> Choice:
    thresholds = fit(values, allowed, load_policy().accept, dt.date.today())
    above = {key: found.above for key, found in thresholds.keys.items() if found.above is not None}
    passed = sum(_passes(value, above.get(value.key)) for value in values)
    return Choice(allowed, thresholds, tuple(above), passed / len(values) if values else 0.0)


def _passes(value: Labelled, above: float | None) -> bool:
    if value.margin is None:
        return False
    return value.margin == inf or (above is not None and value.margin >= above)


def _labels(visit: Visit, policy: Policy) -> list[Labelled]:
    found = []
    for document_type, value, right in visit.context.records.checked_values(MOST_VALUES):
        if form := form_of(document_type):
            found.append(labelled(value, form, policy, right))
    return found
