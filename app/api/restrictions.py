"""What people ask of a one-stop office: that something of theirs is given out no more (Law 91/2025/QH15)."""

from __future__ import annotations

import uuid

from fastapi import APIRouter

from app.api.problems import BadRequestError
from app.api.shapes import ExchangeId, RestrictionAsked, RestrictionWaits
from app.api.state import Here
from app.api.tokens import AskingClient
from app.papers.days import today
from models.procedures import procedure_of
from pipeline.keeping.rows.reuse import Exchange

router = APIRouter(tags=["quyền của người dân"])


@router.post(
    "/exchanges/{exchange_id}/restrictions", summary="Đề nghị hạn chế", response_model=RestrictionWaits
)
def ask_restriction(
    exchange_id: ExchangeId,
    body: RestrictionAsked,
    client: AskingClient,
    state: Here,
) -> dict[str, str]:
    """A person of an exchange asks that a value, or everything, is given out no more; a clerk decides. For
    somebody who is not known the answer looks alike, and there is nothing to decide."""
    exchange, _ = state.records.exchange(exchange_id, client.id)
    attribute = _attribute(exchange, body)
    citizen_id = exchange.citizens.get(body.person)
    if citizen_id is None:
        return {"request_id": uuid.uuid4().hex}
    who = f"client:{client.id}/{body.official}"
    request_id = state.records.ask_restriction(
        citizen_id, attribute, reason=body.reason, asked_by=who, purpose=exchange.purpose
    )
    return {"request_id": request_id}


def _attribute(exchange: Exchange, body: RestrictionAsked) -> str | None:
    """What the field is filled with; None for everything. Errors: BadRequestError if the procedure has no
    such person or field of theirs."""
    procedure = procedure_of(exchange.procedure, today())
    if procedure is None or body.person not in procedure.people:
        raise BadRequestError(errors=[{"field": "person", "problem": "unknown_role"}])
    if body.field is None:
        return None
    for one in procedure.fields:
        if one.name == body.field and one.of == body.person and one.attribute is not None:
            return one.attribute
    raise BadRequestError(errors=[{"field": "field", "problem": "unknown_field"}])
