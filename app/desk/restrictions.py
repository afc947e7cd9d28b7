"""What people ask not to be given out any more, taken down at the counter and decided by a clerk (Law
91/2025/QH15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.pages import page
from app.web.access import Checker
from flows.reuse import Identity, find_citizens
from models.errors import UnknownCorrectionError
from models.fields import KINDS
from models.reuse import load_reuse_policy
from pipeline.keeping.records.restrictions import RestrictionRequest

router = APIRouter(prefix="/restrictions")

Text = Annotated[str, Form(max_length=500)]

PURPOSE = "restriction"
MOST = 20  # on one page; the others follow when these are decided


@dataclass(frozen=True)
class Wanted:
    """`caption`: of what is not to be given out, None for everything."""

    id: str
    citizen_id: str
    caption: str | None
    reason: str
    asked_at: dt.datetime


@router.get("")
def restrictions(request: Request, visit: Checker, done: bool = False, taken: bool = False) -> Response:
    waiting = visit.context.records.waiting_restrictions(visit.user.office)[:MOST]
    if waiting:
        subjects = dict.fromkeys(subject for one in waiting for subject in (one.citizen_id, one.id))
        visit.log("restriction.view", PURPOSE, *subjects)
    captions = {name: one.caption for name, one in load_reuse_policy().attributes.items()}
    wanted = [_wanted(one, captions) for one in waiting]
    return page(request, "restrictions.html", visit, wanted=wanted, captions=captions, done=done, taken=taken)


@router.post("")
def take_down(
    visit: Checker, personal_id: Text, date_of_birth: Text, reason: Text, attribute: Text = ""
) -> Response:
    """Of a person who stands at the counter, by number and birth date; the page tells nobody whether such a
    person is known. Errors: UnknownCorrectionError for what nobody keeps."""
    records = visit.context.records
    born = KINDS["date"].clean(date_of_birth) or ""
    [citizen_id] = find_citizens(records, [Identity(personal_id.strip(), born)])
    if attribute and attribute not in load_reuse_policy().attributes:
        raise UnknownCorrectionError
    who = f"clerk:{visit.user.name}"
    if citizen_id is not None:
        records.ask_restriction(citizen_id, attribute or None, reason=reason, asked_by=who, purpose=PURPOSE)
    return RedirectResponse("/restrictions?taken=true", 303)


@router.post("/{request_id}")
def decide(visit: Checker, request_id: str, accepted: Annotated[bool, Form()]) -> Response:
    """Errors: UnknownCorrectionError, also for one of another office or decided already."""
    records = visit.context.records
    if request_id not in {one.id for one in records.waiting_restrictions(visit.user.office)}:
        raise UnknownCorrectionError
    records.decide_restriction(request_id, accepted=accepted, who=visit.user.name)
    return RedirectResponse("/restrictions?done=true", 303)


def _wanted(one: RestrictionRequest, captions: dict[str, str]) -> Wanted:
    caption = captions[one.attribute] if one.attribute is not None else None
    return Wanted(one.id, one.citizen_id, caption, one.reason, one.asked_at)
