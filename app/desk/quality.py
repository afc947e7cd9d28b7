"""Values that the machine accepted and that were drawn: a clerk reads each once more, and does not see it."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.desk.beside import Beside
from app.desk.check_view import FieldView, document_view, field_view
from app.desk.keyed_in import Sent
from app.desk.letters import differing_letters
from app.desk.pages import page
from app.desk.typing_help import kind_of, weigh
from app.web.access import Checker, Visit
from models.double_key import Turn
from models.errors import ChangedMeanwhileError, UnknownDocumentError
from pipeline.keeping.rows.desk import Outcome
from pipeline.keeping.rows.dossiers import DocumentRow

router = APIRouter(prefix="/quality")

PURPOSE = "quality"


@router.get("")
def samples(request: Request, visit: Checker) -> Response:
    left, drawn = visit.context.records.samples_left(visit.user.office)
    return page(request, "quality.html", visit, left=left, drawn=drawn)


@router.get("/next")
def next_sample(visit: Checker, after: str = "", name: str = "") -> Response:
    found = visit.context.records.next_sample(visit.user.office, (after, name) if after else None)
    return RedirectResponse(f"/quality/{found[0]}?name={quote(found[1])}" if found else "/quality", 303)


@router.get("/{document_id}")
def sample(request: Request, visit: Checker, document_id: str, name: str) -> Response:
    row = _sampled(visit, document_id, name)
    visit.log("document.view", PURPOSE, document_id)
    view = document_view(visit, row)
    shown = tuple(_unseen(field) for field in view.fields if field.name == name)
    following = f"/quality/next?after={document_id}&name={quote(name)}"
    return page(
        request, "check.html", visit, view=dataclasses.replace(view, fields=shown, type_doubtful=False),
        forms=(), taken_by=None, next=following, sampling=True,
    )  # fmt: skip


@router.post("/{document_id}/fields/{name}")
def read_again(
    request: Request,
    visit: Checker,
    document_id: str,
    name: str,
    sent: Sent,
) -> Response:
    """What a clerk reads. Where it is another value than was accepted, both are shown (422), and the clerk
    says once more what it is."""
    row = _sampled(visit, document_id, name)
    field = field_view(visit, row, name)
    reply, kind = weigh(row.document, name, sent.value), kind_of(row.document, name)
    same = reply.value is not None and field.value is not None and kind.same(field.value, reply.value)
    if not sent.unreadable and not same and (reply.value is None or not sent.insist):
        doubt = "quality.differs" if reply.value is not None else reply.doubt or "typing.empty"
        said = (Beside("beside.accepted", "", differing_letters(field.shown, reply.shown), None),)
        unseen = dataclasses.replace(_unseen(field), beside=said if reply.value is not None else ())
        return page(request, "field.html", visit, 422, field=unseen, typed=sent.value, doubt=doubt, by="")
    outcome = Outcome.UNREADABLE if sent.unreadable else Outcome.RIGHT if same else Outcome.CORRECTED
    holds = field.value if same else None if sent.unreadable else reply.value
    check = sent.check(name, outcome, holds)
    entry = visit.entry(
        "field.sample", PURPOSE, document_id, field=name, outcome=outcome.value, check=check.id,
        milliseconds=str(check.milliseconds), keys=str(check.keys),
    )  # fmt: skip
    records = visit.context.records
    try:
        records.check_field(document_id, check, visit.user.name, visit.user.office, entry)
    except ChangedMeanwhileError:
        raise UnknownDocumentError from None  # somebody decided meanwhile: it is no sample any more
    now = field_view(visit, records.document(document_id), name)
    return page(request, "field.html", visit, field=now, typed=None, doubt="", by="")


def _unseen(field: FieldView) -> FieldView:
    return dataclasses.replace(
        field, path="quality", turn=Turn.SAMPLE, doubtful=True, by_clerk=False, value=None, shown="", raw="",
        sources=(), against=(), letters=(), beside=(),
    )  # fmt: skip


def _sampled(visit: Visit, document_id: str, name: str) -> DocumentRow:
    """Errors: UnknownDocumentError, also for what was not drawn or belongs to another office."""
    records, office = visit.context.records, visit.user.office
    if not document_id.isascii() or not records.is_sample(document_id, name, office):
        raise UnknownDocumentError
    return records.document(document_id)
