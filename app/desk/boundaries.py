"""The pages of one scan as thumbnails: which make one paper, of which type, which way up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import FileResponse, RedirectResponse, Response

from app.desk.boundaries_view import PLACES, boundaries_view, picture_parts
from app.desk.keyed_in import Figure
from app.desk.pages import page
from app.web.access import Checker, Visit
from app.web.sessions import is_signed
from models.arrangement import Arrangement
from models.errors import BadArrangementError, UnknownDocumentError
from models.forms import load_forms
from pipeline.keeping.records import page_id
from pipeline.keeping.rows.dossiers import ScanState

router = APIRouter(prefix="/boundaries")

PURPOSE = "check"
LONGEST = 1_000_000  # letters of an arrangement: some ten thousand pages


@router.get("/{scan_id}")
def boundaries(request: Request, visit: Checker, scan_id: str, document: str = "") -> Response:
    _see(visit, scan_id)
    view = boundaries_view(visit, scan_id, document)
    visit.log("scan.view", PURPOSE, *(one.id for one in view.documents))
    return page(request, "boundaries.html", visit, view=view, forms=load_forms())


@router.get("/{scan_id}/state")
def state(visit: Checker, scan_id: str) -> Response:
    """Asked while a scan is worked on: 204 as long as it is, then the page is to be loaded anew."""
    _see(visit, scan_id)
    busy = visit.context.records.scan(scan_id).state is ScanState.OPENED
    return Response(status_code=204) if busy else Response(headers={"HX-Refresh": "true"})


@router.post("/{scan_id}")
def arrange(
    visit: Checker,
    scan_id: str,
    revision: Figure,
    arrangement: Annotated[str, Form(max_length=LONGEST)],
) -> Response:
    """Keep what the clerk arranged. Errors: BadArrangementError, and those of `Records.arrange`."""
    _see(visit, scan_id)
    try:
        what = Arrangement.model_validate_json(arrangement)
    except ValidationError:
        raise BadArrangementError from None
    records = visit.context.records
    ids = [row.document.document_id for row in records.documents(scan_id)]
    entry = visit.entry(
        "scan.arrange", PURPOSE, *ids, scan=scan_id, papers=str(len(what.papers)),
        turned=" ".join(map(str, what.turns)), rescan=" ".join(map(str, what.rescan)),
    )  # fmt: skip
    records.arrange(scan_id, what, revision, visit.user.name, entry)
    return RedirectResponse(f"/boundaries/{scan_id}", 303)


@router.post("/{scan_id}/undo")
def undo(visit: Checker, scan_id: str, revision: Figure) -> Response:
    """Take back what was arranged last. Errors: as `arrange`."""
    _see(visit, scan_id)
    records = visit.context.records
    ids = [row.document.document_id for row in records.documents(scan_id)]
    entry = visit.entry("scan.arrange_undone", PURPOSE, *ids, scan=scan_id, revision=str(revision))
    records.undo_arrangement(scan_id, revision, visit.user.name, entry)
    return RedirectResponse(f"/boundaries/{scan_id}", 303)


@router.get("/{scan_id}/{number}/{place}/{signature}.jpg")
def picture(visit: Checker, scan_id: str, number: int, place: str, signature: str) -> Response:
    """The signature says that this session was shown the scan, so nothing more has to be asked."""
    signed = is_signed(visit.token, signature, *picture_parts(scan_id, number, place))
    if place not in PLACES or not signed:
        raise UnknownDocumentError
    row, pictures = visit.context.records.page(page_id(scan_id, number)), visit.context.pictures
    path = pictures.thumbnail(row) if place == "small" else pictures.view(row)
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _see(visit: Visit, scan_id: str) -> None:
    """Errors: UnknownDocumentError, also for a scan of another office."""
    if not scan_id.isascii() or not scan_id.isalnum():
        raise UnknownDocumentError
    visit.context.records.check_scan_visible(scan_id, visit.user.office)
