"""Handing in scans: each file is sent by itself, kept, and listed in its batch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.desk.pages import language_of, page, say
from app.uploads import Arrived, Uploads, receipts_of
from app.web.access import Hander, Visit
from models.errors import BatchOfOtherOfficeError, SohoaError
from models.text import clean
from pipeline.intake.limits import Limits
from pipeline.keeping.rows.dossiers import BatchSummary

router = APIRouter(prefix="/upload")

Told = Annotated[str, Query(max_length=4000)]

LONGEST_NAME = 120


@router.get("")
def upload_page(request: Request, visit: Hander) -> Response:
    recent = visit.context.records.batches(visit.user.office)[-10:][::-1]
    return page(request, "upload.html", visit, recent=recent)


@router.post("/batches")
def open_batch(visit: Hander, name: Annotated[str, Form(max_length=LONGEST_NAME)]) -> Response:
    """The batch of this name, which may be there already: then files are added to it."""
    records = visit.context.records
    wanted = clean(name)
    if not wanted:
        return JSONResponse({"sentence": BatchOfOtherOfficeError.next_step}, 422)
    batch_id = records.open_batch(wanted, visit.user.office)
    try:
        _own(visit, batch_id)
    except SohoaError as error:
        return JSONResponse({"sentence": f"{error.sentence} {error.next_step}"}, 409)
    visit.log("batch.open", "hand_in", batch_id)
    return JSONResponse({"batch": batch_id, "name": wanted})


@router.head("/{batch_id}/files")
def has_file(visit: Hander, batch_id: str, told: Told) -> Response:
    """The header Sohoa-Known tells whether this file is here already and need not be sent, Sohoa-Offset how
    many bytes of it are, if it is a large one that comes in pieces."""
    _own(visit, batch_id)
    uploads = Uploads(visit.context.settings.data_dir, batch_id)
    known, offset = "yes" if uploads.has(told) else "no", str(uploads.offset(told))
    return Response(status_code=204, headers={"Sohoa-Known": known, "Sohoa-Offset": offset})


@router.put("/{batch_id}/files")
async def put_file(
    request: Request,
    visit: Hander,
    batch_id: str,
    path: Told,
    told: Told,
    offset: Annotated[int, Query(ge=0)] = 0,
    size: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """One file as the request's body. `path`: as the browser tells it, from the folder that was dropped;
    `told`: by what the browser knows the file again; `size`: in all, where the body is the piece of a large
    file that begins at `offset`: 202 while some are missing, 409 if this is not the one that follows."""
    await run_in_threadpool(_own, visit, batch_id)
    uploads, limits = Uploads(visit.context.settings.data_dir, batch_id), Limits()
    try:
        if size is None:
            arrived = await uploads.keep(path, request.stream(), limits)
        else:
            here = await uploads.add(told, offset, request.stream(), limits)
            if here is None or here > size:
                return JSONResponse({"offset": uploads.offset(told)}, 409)
            if here < size:
                return JSONResponse({"offset": here}, 202)
            arrived = await uploads.finish(path, told, limits)
        twin = await run_in_threadpool(_list, visit, batch_id, path, arrived, limits)
    except SohoaError as error:
        return JSONResponse({"sentence": f"{error.sentence} {error.next_step}", "code": error.code}, 422)
    uploads.remember(told)
    if twin is None:
        return JSONResponse({"state": "kept"})
    told_twin = say(language_of(request), "upload.twin", batch=twin.name)
    return JSONResponse({"state": "twin", "sentence": told_twin, "link": f"/batches/{twin.id}"})


def _list(visit: Visit, batch_id: str, path: str, arrived: Arrived, limits: Limits) -> BatchSummary | None:
    """Have the file in the records, from which the worker takes it; returns a batch of this office that
    brought the same bytes before."""
    records = visit.context.records
    own = {batch.id: batch for batch in records.batches(visit.user.office)}
    before = [one for one in records.receipts_of_scan(arrived.sha256) if one.batch_id in own]
    records.add_receipts(batch_id, receipts_of(path, arrived, limits))
    return own[before[0].batch_id] if before else None


def _own(visit: Visit, batch_id: str) -> BatchSummary:
    """Errors: BatchOfOtherOfficeError, also for a batch that is not there."""
    for batch in visit.context.records.batches(visit.user.office):
        if batch.id == batch_id:
            return batch
    raise BatchOfOtherOfficeError
