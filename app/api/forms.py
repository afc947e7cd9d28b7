"""The form of a procedure as a printed paper, filled in with what is held."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.api.exchanges import answer_to, wait_for_beat
from app.api.shapes import Ask, Given
from app.api.state import Here, State
from app.api.tokens import Asker, asker_of
from app.papers.codes import new_print_id
from app.papers.days import today
from app.papers.form import form
from pipeline.keeping.audit import AuditEntry
from pipeline.printing.paper import print_pdf

router = APIRouter(tags=["tái sử dụng"])

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/forms", summary="In tờ khai điền sẵn", responses=PDF, response_class=Response)
async def print_form(
    body: Ask,
    asker: Annotated[Asker, Depends(asker_of)],
    state: Here,
) -> Response:
    """As `POST /exchanges`, but the answer is a PDF to be checked and signed; the header Sohoa-Exchange names
    the exchange, which is confirmed as any other. Its QR code holds codes and an id, nobody's number."""
    began = time.monotonic()
    pdf, exchange_id = await state.in_turn(partial(_printed, body, asker, state))
    await wait_for_beat(began)
    return Response(pdf, 200, {"Sohoa-Exchange": exchange_id}, "application/pdf")


def _printed(body: Ask, asker: Asker, state: State) -> tuple[bytes, str]:
    given = Given.model_validate_json(answer_to(body, asker, state, None))
    print_id = new_print_id()
    pdf = print_pdf(form(body, given, print_id, today()), dt.datetime.now(dt.UTC))
    who, subjects = f"client:{asker.client.id}/{body.official}", (given.exchange_id, print_id)
    told = {"kind": "form", "procedure": body.procedure, "dossier": body.dossier_code}
    digest = hashlib.sha256(pdf).hexdigest()
    state.records.audit(AuditEntry(who, "paper.print", body.purpose, subjects, told, digest))
    return pdf, given.exchange_id
