"""Who a person of a paper is: what the paper says beside the candidates of the register, and what speaks for
and against each."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.citizen_view import question_view
from app.desk.pages import page
from app.web.access import Checker, Visit
from models.answers import Answer
from models.dossier import Match
from models.errors import UnknownDocumentError
from pipeline.keeping.rows.dossiers import DocumentRow

router = APIRouter(prefix="/citizens")

Text = Annotated[str, Form(max_length=200)]

PURPOSE = "match"


@router.get("")
def questions(request: Request, visit: Checker) -> Response:
    count = visit.context.records.open_questions(visit.user.office, visit.user.name)
    return page(request, "citizens.html", visit, count=count)


@router.get("/next")
def next_question(visit: Checker, after: str = "", role: str = "") -> Response:
    behind = (after, role) if after else None
    found = visit.context.records.next_question(visit.user.office, visit.user.name, behind)
    return RedirectResponse(_address(*found) if found else "/citizens", 303)


@router.get("/{document_id}")
def question(request: Request, visit: Checker, document_id: str, role: str = "") -> Response:
    row, match = _question(visit, document_id, role)
    visit.log("match.view", PURPOSE, document_id, *match.candidates)
    return page(request, "citizen.html", visit, view=question_view(visit, row, match))


@router.post("/{document_id}/answer")
def answer(
    visit: Checker, document_id: str, said: Annotated[Answer, Form()], role: Text = "", citizen_id: Text = ""
) -> Response:
    """The same, another, or cannot tell: of one candidate, or, without one, of all: then another means
    somebody new."""
    _, match = _question(visit, document_id, role)
    records, who = visit.context.records, visit.user.name
    asked = [citizen_id] if citizen_id else list(match.candidates)
    if any(one not in match.candidates for one in asked) or (said is Answer.SAME and not citizen_id):
        raise UnknownDocumentError
    if said is Answer.DIFFERENT and not citizen_id:
        records.nobody_matches(document_id, role, who)
    else:
        for one in asked:
            records.answer_match(document_id, role, one, said, who)
    visit.log("match.answer", PURPOSE, document_id, *asked, role=role, said=said.value)
    if said is Answer.DIFFERENT and citizen_id:
        return RedirectResponse(_address(document_id, role), 303)  # the others are still to be looked at
    return RedirectResponse(f"/citizens/next?after={document_id}&role={quote(role)}", 303)


@router.post("/{document_id}/undo")
def undo(visit: Checker, document_id: str, role: Text = "") -> Response:
    _question(visit, document_id, role)
    visit.context.records.unlink_match(document_id, role, visit.user.name)
    visit.log("match.undo", PURPOSE, document_id, role=role)
    return RedirectResponse(_address(document_id, role), 303)


def _address(document_id: str, role: str) -> str:
    return f"/citizens/{document_id}" + (f"?role={quote(role)}" if role else "")


def _question(visit: Visit, document_id: str, role: str) -> tuple[DocumentRow, Match]:
    """The document, and what holds about its person. Errors: UnknownDocumentError."""
    if not document_id.isascii():
        raise UnknownDocumentError
    visit.context.records.check_visible(document_id, visit.user.office)
    row = visit.context.records.document(document_id)
    for match in row.document.matches:
        if match.role == role:
            return row, match
    raise UnknownDocumentError
