"""The check screen: one document after the other, the page beside its doubtful fields."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.boundaries_view import retyped
from app.desk.check_view import FieldView, document_view, field_view
from app.desk.keyed import Keyed
from app.desk.keyed_in import LONGEST_TEXT, Sent
from app.desk.pages import page
from app.desk.prepare import prepare_pictures
from app.desk.typing_help import kind_of, suggest, weigh
from app.web.access import Checker, Visit
from models.arrangement import arranged_types
from models.double_key import Turn
from models.errors import BadArrangementError, ChangedMeanwhileError, UnknownDocumentError
from models.fields import Place
from models.forms import load_forms
from pipeline.keeping.rows.desk import Aside, Outcome, Scope
from pipeline.keeping.rows.dossiers import DocumentRow

router = APIRouter(prefix="/check")

Text = Annotated[str, Form()]

SHOWN_FIELDS = 8  # by which the queue may be narrowed
LOOKED_AT = 500  # documents, to tell which
PURPOSE = "check"  # why personal data was looked at, in the audit log


@router.get("")
def queue(request: Request, visit: Checker) -> Response:
    records, scope = visit.context.records, Scope(visit.user.office)
    return page(
        request, "queue.html", visit,
        waiting=records.waiting(scope), fields=records.waiting_fields(scope, LOOKED_AT)[:SHOWN_FIELDS],
        asides=records.asides(visit.user.office),
    )  # fmt: skip


@router.get("/next")
def next_document(
    visit: Checker, after: str | None = None, batch: str | None = None, type: str | None = None,
    field: str | None = None,
) -> Response:  # fmt: skip
    """The next that waits, which is now this clerk's."""
    scope = Scope(visit.user.office, batch or None, type or None, field or None)
    records = visit.context.records
    if after:
        records.release(after, visit.user.name)
    document_id = records.next_to_check(scope, visit.user.name, after)
    query = "&".join(f"{name}={value}" for name, value in _query(batch, type, field))
    if document_id is None:
        return RedirectResponse("/check", 303)
    return RedirectResponse(f"/check/{document_id}" + (f"?{query}" if query else ""), 303)


def _query(batch: str | None, type: str | None, field: str | None) -> list[tuple[str, str]]:
    given = (("batch", batch), ("type", type), ("field", field))
    return [(name, quote(value, safe="")) for name, value in given if value]


@router.post("/undo")
def undo(visit: Checker) -> Response:
    """Take back one's own last decision, on whatever document it was."""
    records = visit.context.records
    undone = records.undo_last_check(visit.user.name, visit.entry("check.undo", PURPOSE))
    if undone is None:
        return Response(status_code=204)
    records.claim(undone[0], visit.user.name, take_over=True)
    return Response(status_code=200, headers={"HX-Redirect": f"/check/{undone[0]}#{undone[1]}"})


@router.get("/{document_id}")
def check(
    request: Request,
    visit: Checker,
    later: BackgroundTasks,
    document_id: str,
    batch: str | None = None,
    type: str | None = None,
    field: str | None = None,
) -> Response:
    row = _document(visit, document_id)
    holder = visit.context.records.claim(document_id, visit.user.name)
    visit.log("document.view", PURPOSE, document_id)
    scope = Scope(visit.user.office, batch or None, type or None, field or None)
    later.add_task(prepare_pictures, visit.context, scope, visit.user.name, document_id)
    response = page(
        request,
        "check.html",
        visit,
        view=document_view(visit, row),
        forms=load_forms(),
        sampling=False,
        taken_by=holder if holder != visit.user.name else None,
        next=f"/check/next?after={document_id}"
        + "".join(f"&{name}={value}" for name, value in _query(batch, type, field)),
    )
    response.background = later
    return response


@router.post("/{document_id}/claim")
def claim(visit: Checker, document_id: str, take_over: Annotated[bool, Form()] = False) -> Response:
    """The page says every minute that it is open; 409 tells that somebody else took the document over."""
    _document(visit, document_id)
    holder = visit.context.records.claim(document_id, visit.user.name, take_over=take_over)
    if take_over:
        return RedirectResponse(f"/check/{document_id}", 303)
    return Response(status_code=204 if holder == visit.user.name else 409)


@router.post("/{document_id}/type")
def say_type(request: Request, visit: Checker, document_id: str, type: Text = "") -> Response:
    """The clerk says what the paper is. If the machine said so too, that holds; else the scan is understood
    anew by it. Errors: those of `Records.arrange`, and BadArrangementError for a type that is none."""
    document, records = _document(visit, document_id).document, visit.context.records
    if type == document.document_type:
        entry = visit.entry("document.type_right", PURPOSE, document_id)
        records.confirm_type(document_id, visit.user.name, entry)
    else:
        if type not in arranged_types():
            raise BadArrangementError
        entry = visit.entry("document.type_wrong", PURPOSE, document_id, type=type)
        records.arrange(document.scan_id, *retyped(records, document, type), visit.user.name, entry)
    if "hx-request" in request.headers:  # there may be fields to look at
        return Response()
    return RedirectResponse(f"/check/next?after={document_id}", 303)


@router.post("/{document_id}/aside")
def set_aside(
    visit: Checker,
    document_id: str,
    reason: Annotated[Aside, Form()],
    type: Text = "",
    now: Annotated[bool, Form()] = False,
) -> Response:
    """`type`: what it may be instead; `now`: the clerk goes on to mend it, else it waits among what was set
    aside."""
    row = _document(visit, document_id)
    known = {form.type for form in load_forms()}
    entry = visit.entry("document.aside", PURPOSE, document_id, reason=reason.value)
    wanted = type if type in known and type != row.document.document_type else None
    visit.context.records.set_aside(document_id, reason, wanted, visit.user.name, entry)
    if now:
        return RedirectResponse(f"/boundaries/{row.document.scan_id}?document={document_id}", 303)
    return RedirectResponse(f"/check/next?after={document_id}", 303)


@router.post("/{document_id}/back")
def resolve_aside(visit: Checker, document_id: str) -> Response:
    _document(visit, document_id)
    entry = visit.entry("document.back", PURPOSE, document_id)
    visit.context.records.resolve_aside(document_id, visit.user.name, entry)
    return RedirectResponse("/check", 303)


@router.get("/{document_id}/typing/{name}")
def typing(request: Request, visit: Checker, document_id: str, name: str, value: str = "") -> Response:
    """While the clerk types: what would be kept, and what speaks against it."""
    document = _document(visit, document_id).document
    reply = weigh(document, name, value[:LONGEST_TEXT])
    places = suggest(value[:LONGEST_TEXT]) if isinstance(kind_of(document, name), Place) else []
    return page(request, "typing.html", visit, reply=reply, typed=value, places=places)


@router.post("/{document_id}/fields/{name}")
def check_field(
    request: Request,
    visit: Checker,
    document_id: str,
    name: str,
    sent: Sent,
) -> Response:
    """A clerk's decision on one field. 422: the text cannot be such a value, or, unless the clerk insists,
    something speaks against it; 409: somebody decided meanwhile. Either way the answer is the field anew."""
    row = _document(visit, document_id)
    before = field_view(visit, row, name)
    reply = weigh(row.document, name, sent.value)
    if before.is_as_shown(sent.value):  # as the machine has it, also where it could not have been typed
        outcome, decided = Outcome.RIGHT, before.value
    else:
        outcome, decided = Outcome.CORRECTED, reply.value
        if not sent.unreadable and (decided is None or (reply.doubt and not sent.insist)):
            return _field(request, visit, before, 422, typed=sent.value, doubt=reply.doubt or "typing.empty")
    if sent.unreadable:
        outcome, decided = Outcome.UNREADABLE, None
    elif decided is None:
        return _field(request, visit, before, 422, typed=sent.value, doubt="typing.empty")
    told = {one.name: one.value for one in row.document.fields}
    if before.turn is not None and decided is not None and decided == told.get(name):
        outcome = Outcome.RIGHT  # though the clerk did not see what the machine had read
    check = sent.check(name, outcome, decided)
    entry = visit.entry(
        "field.check", PURPOSE, document_id, type=row.document.document_type, field=name,
        outcome=outcome.value, check=check.id, milliseconds=str(check.milliseconds), keys=str(check.keys),
    )  # fmt: skip
    try:
        visit.context.records.check_field(
            document_id, check, visit.user.name, visit.user.office, entry,
            twice=kind_of(row.document, name).same if Keyed(visit, row.document).turn(name) else None,
        )  # fmt: skip
    except ChangedMeanwhileError:
        now = field_view(visit, _document(visit, document_id), name)
        doubt = "typing.keyed" if now.turn is Turn.KEYED else "typing.changed"
        return _field(request, visit, now, 409, typed=None, doubt=doubt, by=now.decided_by)
    return _field(request, visit, field_view(visit, _document(visit, document_id), name))


def _field(
    request: Request, visit: Visit, field: FieldView, status: int = 200, *, typed: str | None = None,
    doubt: str = "", by: str = "",
) -> Response:  # fmt: skip
    return page(request, "field.html", visit, status, field=field, typed=typed, doubt=doubt, by=by)


def _document(visit: Visit, document_id: str) -> DocumentRow:
    """Errors: UnknownDocumentError, also for a document of another office."""
    if not document_id.isascii():
        raise UnknownDocumentError
    visit.context.records.check_visible(document_id, visit.user.office)
    return visit.context.records.document(document_id)
