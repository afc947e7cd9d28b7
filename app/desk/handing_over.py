"""Handing over: the originals of each dossier are counted against its scans, and what is printed of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.pages import page
from app.papers.codes import new_print_id
from app.papers.days import today
from app.papers.dossier import receipt, record
from app.web.access import Hander, Visit
from models.errors import NotCountedError, UnknownBatchError
from models.text import clean
from pipeline.printing.paper import Paper, print_pdf

router = APIRouter()

Figure = Annotated[int, Form(ge=0, le=10_000)]

PURPOSE = "hand_over"
LONGEST_NOTE = 500


@router.get("/batches/{batch_id}/handover")
def handing_over(request: Request, visit: Hander, batch_id: str) -> Response:
    records = visit.context.records
    batch = next((one for one in records.batches(visit.user.office) if one.id == batch_id), None)
    if batch is None:
        raise UnknownBatchError
    dossiers = records.dossiers(batch_id)
    first = next((one.id for one in dossiers if one.counted is None), None)
    return page(request, "handover.html", visit, batch=batch, dossiers=dossiers, first=first)


@router.post("/dossiers/{dossier_id}/count")
def count(
    visit: Hander,
    dossier_id: str,
    papers: Figure,
    pages: Figure,
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
) -> Response:
    """Keep what was counted; a difference is kept like anything else, and shown."""
    entry = visit.entry("dossier.count", PURPOSE, dossier_id, papers=str(papers), pages=str(pages))
    row = visit.context.records.count_originals(
        dossier_id, visit.user.office, papers, pages, clean(note), visit.user.name, entry
    )
    return RedirectResponse(f"/batches/{row.batch_id}/handover", 303)


@router.get("/dossiers/{dossier_id}/receipt.pdf")
def print_receipt(visit: Hander, dossier_id: str) -> Response:
    dossier = visit.context.records.dossier(dossier_id, visit.user.office)
    told = visit.context.records.procedure_told(dossier.code)
    print_id = new_print_id()
    paper = receipt(dossier, visit.user.office, told, print_id, today())
    return _printed(visit, "receipt", dossier_id, print_id, paper)


@router.get("/dossiers/{dossier_id}/record.pdf")
def print_record(visit: Hander, dossier_id: str) -> Response:
    """Errors: NotCountedError."""
    dossier = visit.context.records.dossier(dossier_id, visit.user.office)
    if dossier.counted is None:
        raise NotCountedError
    print_id = new_print_id()
    paper = record(dossier, dossier.counted, visit.user.office, print_id, today())
    return _printed(visit, "record", dossier_id, print_id, paper)


def _printed(visit: Visit, kind: str, dossier_id: str, print_id: str, paper: Paper) -> Response:
    visit.log("paper.print", PURPOSE, dossier_id, print_id, kind=kind)
    headers = {"Content-Disposition": f'inline; filename="{kind}-{print_id[:8]}.pdf"'}
    return Response(print_pdf(paper, dt.datetime.now(dt.UTC)), media_type="application/pdf", headers=headers)
