"""Corrections that officials asked for: what is held beside what they say is right, for a clerk to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.pages import page
from app.web.access import Checker, Visit
from flows.reuse import record_of
from models.errors import UnknownCorrectionError
from models.held import Ruling
from models.reuse import load_reuse_policy
from pipeline.reuse.answer import show

router = APIRouter(prefix="/corrections")

PURPOSE = "correction"
MOST = 20  # on one page; the others follow when these are decided


@dataclass(frozen=True)
class Wanted:
    """`held`: what the records say now; `document_id`: the paper that says it, None where a clerk ruled."""

    correction_id: str
    citizen_id: str
    caption: str
    held: str | None
    document_id: str | None
    asked: str | None
    reason: str
    asked_at: dt.datetime


@router.get("")
def corrections(request: Request, visit: Checker, done: bool = False) -> Response:
    waiting = visit.context.records.waiting_corrections(visit.user.office)[:MOST]
    wanted = [_wanted(visit, citizen_id, ruling) for citizen_id, ruling in waiting]
    if wanted:
        subjects = dict.fromkeys(subject for one in wanted for subject in (one.citizen_id, one.correction_id))
        visit.log("correction.view", PURPOSE, *subjects)
    return page(request, "corrections.html", visit, wanted=wanted, done=done)


@router.post("/{correction_id}")
def decide(visit: Checker, correction_id: str, accepted: Annotated[bool, Form()]) -> Response:
    """Errors: UnknownCorrectionError, also for one of another office or decided already."""
    records = visit.context.records
    waiting = records.waiting_corrections(visit.user.office)
    if correction_id not in {ruling.correction_id for _, ruling in waiting}:
        raise UnknownCorrectionError
    records.decide_correction(correction_id, accepted=accepted, who=visit.user.name)
    return RedirectResponse("/corrections?done=true", 303)


def _wanted(visit: Visit, citizen_id: str, ruling: Ruling) -> Wanted:
    policy = load_reuse_policy()
    record = record_of(visit.context.records, citizen_id, dt.date.today())
    attribute = record.attributes.get(ruling.attribute)
    holds = attribute.holds if attribute else None
    return Wanted(
        ruling.correction_id,
        citizen_id,
        policy.attributes[ruling.attribute].caption,
        show(ruling.attribute, holds.value, policy) if holds else None,
        holds.paper.document_id if holds and holds.paper else None,
        show(ruling.attribute, ruling.value, policy) if ruling.value is not None else None,
        ruling.reason,
        ruling.asked_at,
    )
