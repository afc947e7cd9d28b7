"""The regulations: what law and the office change, each change a new version with who, when and why."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

import fastapi
from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.desk.captions import caption_of
from app.desk.pages import LANGUAGES, language_of, page
from app.web.access import Settler, Visit
from models.errors import BadThresholdsError
from models.forms import Form, load_forms
from models.policy import format_thresholds, parse_thresholds
from models.procedures import Procedure, load_procedures
from models.regulations import Issue, Regulations
from models.text import clean
from pipeline.keeping.audit import ADMINISTRATION

router = APIRouter(prefix="/settings")

Text = Annotated[str, fastapi.Form()]
Names = Annotated[list[str], fastapi.Form()]

NONE: list[str] = []
LONGEST_REASON = 500


@router.get("")
def settings(request: Request, visit: Settler, saved: bool = False) -> Response:
    return _show(request, visit, saved=saved)


@router.post("")
def change(
    request: Request,
    visit: Settler,
    seen: Annotated[int, fastapi.Form()],
    why: Text,
    types: Names = NONE,
    procedures: Names = NONE,
    double_key: Names = NONE,
    thresholds: Text = "",
    wrong_of_1000: Text = "",
    story_days: Text = "",
    alert_backlog_hours: Text = "",
    alert_failures: Text = "",
    blind_matches: Annotated[bool, fastapi.Form()] = False,
) -> Response:
    """Types and procedures that are not named are switched off. Errors: ChangedMeanwhileError."""
    before = visit.context.records.regulations()
    try:
        what = Regulations(
            types_off=tuple({form.type for form in load_forms()} - set(types)),
            procedures_off=tuple({one.code for one in _procedures()} - set(procedures)),
            double_key=tuple(double_key),
            thresholds=parse_thresholds(thresholds) if thresholds.strip() else None,
            wrong_at_most=float(wrong_of_1000.replace(",", ".")) / 1000 if wrong_of_1000.strip() else None,
            story_days=int(story_days),
            alert_backlog_hours=int(alert_backlog_hours),
            alert_failures=int(alert_failures),
            blind_matches=blind_matches,
        )
    except (ValueError, ValidationError, BadThresholdsError):
        return _show(request, visit, status=422, failure="settings.bad")
    if changed := before.what.changes(what):
        log = visit.entry("regulations", ADMINISTRATION, version=str(seen + 1), changed=" ".join(changed))
        reason = clean(why)[:LONGEST_REASON]
        visit.context.records.issue_regulations(what, seen, visit.user.name, reason, log)
    return RedirectResponse("/settings?saved=1", 303)


def _show(
    request: Request, visit: Visit, *, status: int = 200, failure: str | None = None, saved: bool = False
) -> Response:
    history = visit.context.records.regulation_history()
    issue = history[0] if history else Issue(0, Regulations())
    language = LANGUAGES.index(language_of(request))
    thresholds, most = issue.what.thresholds, issue.what.wrong_at_most
    return page(
        request,
        "settings.html",
        visit,
        status,
        issue=issue,
        forms=[(form, _fields(form, issue.what, language)) for form in load_forms()],
        procedures=_procedures(),
        thresholds=format_thresholds(thresholds) if thresholds else "",
        wrong_of_1000="" if most is None else f"{1000 * most:g}".replace(".", ","),
        history=_changes(history),
        failure=failure,
        saved=saved,
    )


def _fields(form: Form, what: Regulations, language: int) -> list[tuple[str, str, bool]]:
    """(name, caption, whether it is keyed twice); of a table's rows one for all."""
    names = form.field_names()
    return [(name, caption_of(name, language), what.is_keyed_twice(form.type, name)) for name in names]


def _procedures() -> list[Procedure]:
    """Each procedure once, in its newest issue."""
    return list({one.code: one for one in load_procedures()}.values())


def _changes(history: list[Issue]) -> list[dict[str, Any]]:
    """What each version changed, the newest first."""
    pairs = pairwise([*history, Issue(0, Regulations())])
    return [{"issue": issue, "changed": before.what.changes(issue.what)} for issue, before in pairs]
