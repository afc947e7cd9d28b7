"""Documents by DocCode: handed in by other systems, known by what is said of them, given back as archive
copies (the four routes of công văn 7197/BKHCN-CĐSQG)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.document_shapes import DocCodePath, DocumentHeld, Imported, multipart
from app.api.evidence import PDF, part_of
from app.api.importing import Caller, Parts, chunks_of, code_told, parts_of, take, wrong
from app.api.problems import NotReadyError, OutOfScopeError, SeveralPapersError
from app.api.shapes import Short
from app.api.state import Here, State
from app.api.tokens import AskingClient, covers
from app.papers.days import local_day
from models.archive import describe_document
from models.doc_code import DocCode, read_doc_code
from models.dossier import BLANK, MatchDecision
from models.errors import UnknownDocumentError
from models.forms import form_of
from pipeline.keeping.records.doc_codes import DocVersion
from pipeline.keeping.rows.dossiers import DocumentRow, ScanState

router = APIRouter(prefix="/documents", tags=["giấy tờ theo DocCode"])

_STATES = {ScanState.DONE: "done", ScanState.FAILED: "failed"}
Dates = Literal["YYYY-MM-DD", "YYYY-DD-MM"]


async def _caller(
    client: AskingClient,
    official: Annotated[Short, Query()],
    purpose: Annotated[Short, Query()],
) -> Caller:
    """Errors: OutOfScopeError for a client that may not have documents."""
    if not client.documents:
        raise OutOfScopeError
    return Caller(client, official, purpose)


Asking = Annotated[Caller, Depends(_caller)]


@router.post("/import", summary="Gửi một giấy tờ vào", response_model=Imported, openapi_extra=multipart())
async def import_document(request: Request, caller: Asking, state: Here) -> dict[str, Any]:
    """A paper with what is said of it. It lands as a dossier and goes the ordinary way: it is read, checked,
    matched, and clerks look where they must. The same bytes under the same DocCode are one document."""
    async with parts_of(request) as parts:
        code = code_told(parts.told)
        return _imported(await take(code._replace(version=code.version or 1), parts, caller, state))


@router.put("/{code}", summary="Gửi một bản mới", response_model=Imported, openapi_extra=multipart())
async def change_document(code: DocCodePath, request: Request, caller: Asking, state: Here) -> dict[str, Any]:
    """The next version of a document, beside those before it. The bytes of the newest make no new one."""
    known = await run_in_threadpool(_versions, code, caller, state)
    async with parts_of(request) as parts:
        newest = known[-1]
        if code_told(parts.told)._replace(version=None) != newest.code._replace(version=None):
            raise wrong("metadata.DocCode", "another_document")
        return _imported(await take(await _next(newest, parts), parts, caller, state))


async def _next(newest: DocVersion, parts: Parts) -> DocCode:
    digest = hashlib.sha256()
    async for chunk in chunks_of(parts.file):
        digest.update(chunk)
    same = digest.hexdigest() == newest.scan_id
    return newest.code._replace(version=(newest.code.version or 0) + (not same))


@router.get("/{code}", summary="Xem một giấy tờ và các bản của nó", response_model=DocumentHeld)
def show_document(code: DocCodePath, caller: Asking, state: Here, dates: Dates = "YYYY-MM-DD") -> Response:
    """What is said of the version that is named, or of the newest, and what was found in it. `dates`: as the
    days are to be written; the guidance's table has day and month the other way round."""
    versions = _versions(code, caller, state)
    asked = _asked(code, versions)
    body = {
        "DocCode": str(asked.code),
        "told": _dated(asked.told, dates),
        "papers": [_paper(one, dates) for one in _papers(asked, state)],
        "versions": [_version(one) for one in versions],
    }
    content = json.dumps(body, ensure_ascii=False).encode()
    digest = hashlib.sha256(content).hexdigest()
    state.records.audit(caller.entry("document.show", asked.code, asked.scan_id, digest))
    return Response(content, 200, media_type="application/json")


@router.get("/download/{code}", summary="Tải bản lưu trữ", response_class=Response)
def download_document(
    code: DocCodePath,
    caller: Asking,
    state: Here,
    document_id: Annotated[str | None, Query(max_length=100)] = None,
    range_: Annotated[str | None, Header(alias="Range")] = None,
) -> Response:
    """The archive copy (PDF/A-2 with its words), under its prescribed name; ranges are allowed. Where one
    file brought several papers, `document_id` says which."""
    asked = _asked(code, _versions(code, caller, state))
    paper = _one_paper(_papers(asked, state), document_id)
    content = state.blobs.get(f"{paper.folder_key}/archive.pdf")
    digest = hashlib.sha256(content).hexdigest()
    state.records.audit(caller.entry("document.download", asked.code, asked.scan_id, digest))
    answer = part_of(content, PDF, range_)
    name = asked.code.file_name(local_day(asked.imported_at), _caption(paper), "pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _versions(code: str, caller: Caller, state: State) -> list[DocVersion]:
    """All versions. Errors: UnknownDocumentError, also for a document of another agency."""
    read = read_doc_code(code)
    if read is None or not covers(caller.client, read.agency):
        raise UnknownDocumentError
    versions = state.records.doc_versions(read)
    if not versions:
        raise UnknownDocumentError
    return versions


def _asked(code: str, versions: Sequence[DocVersion]) -> DocVersion:
    """The version that is named, or the newest. Errors: UnknownDocumentError."""
    read = read_doc_code(code)
    if read is None or read.version is None:
        return versions[-1]
    found = [one for one in versions if one.code == read]
    if not found:
        raise UnknownDocumentError
    return found[0]


def _papers(asked: DocVersion, state: State) -> list[DocumentRow]:
    """What was found in the file, without blank backs. Errors: UnknownDocumentError if nothing of a person in
    it may be given."""
    found = state.records.documents(asked.scan_id)
    papers = [one for one in found if one.document.document_type != BLANK] or found
    people = {
        match.citizen_id
        for paper in papers
        for match in paper.document.matches
        if match.decision is MatchDecision.MATCH and match.citizen_id is not None
    }
    if people and any(one.restricted or one.withheld for one in state.records.held(sorted(people))):
        raise UnknownDocumentError
    return papers


def _one_paper(papers: Sequence[DocumentRow], document_id: str | None) -> DocumentRow:
    """Errors: UnknownDocumentError, NotReadyError, SeveralPapersError."""
    if not papers:
        raise NotReadyError
    if document_id is None and len(papers) > 1:
        raise SeveralPapersError
    wanted = [one for one in papers if document_id in (None, one.document.document_id)]
    if not wanted:
        raise UnknownDocumentError
    return wanted[0]


def _imported(taken: tuple[DocVersion, bool]) -> dict[str, Any]:
    version, is_new = taken
    return {
        "DocCode": str(version.code),
        "FileName": version.file_name,
        "sha256": version.scan_id,
        "new": is_new,
    }


def _version(one: DocVersion) -> dict[str, Any]:
    return {
        "DocCode": str(one.code),
        "FileName": one.file_name,
        "sha256": one.scan_id,
        "imported_at": one.imported_at.isoformat(),
        "state": _STATES.get(one.state, "waiting") if one.state else "waiting",
    }


def _paper(row: DocumentRow, dates: Dates) -> dict[str, Any]:
    return {
        "document_id": row.document.document_id,
        "document_type": row.document.document_type,
        "pages": list(row.document.pages),
        "elements": _dated(describe_document(row.document, _caption(row)), dates),
    }


def _caption(row: DocumentRow) -> str:
    form = form_of(row.document.document_type)
    return form.name if form else "Giấy tờ"


def _dated(elements: Mapping[str, str], dates: Dates) -> dict[str, str]:
    """With days as they are asked for; one that is told less exactly stays as it is."""
    told = dict(elements)
    parts = told.get("IssuedDate", "").split("-")
    if dates == "YYYY-DD-MM" and len(parts) == 3:
        told["IssuedDate"] = f"{parts[0]}-{parts[2]}-{parts[1]}"
    return told
