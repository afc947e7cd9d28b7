"""Pictures of pages and fields, for those to whom a page of ours gave the address."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from app.web.access import Checker
from app.web.sessions import is_signed
from models.errors import UnknownDocumentError
from models.geometry import Box
from pipeline.keeping.records import page_id

router = APIRouter(prefix="/pictures")


@router.get("/{document_id}/{number}/{place}/{signature}.jpg")
def picture(visit: Checker, document_id: str, number: int, place: str, signature: str) -> Response:
    """The signature says that this session was shown the document, so nothing more has to be asked."""
    if not is_signed(visit.token, signature, document_id, str(number), place):
        raise UnknownDocumentError
    records, pictures = visit.context.records, visit.context.pictures
    row = records.page(page_id(records.document(document_id).document.scan_id, number))
    box = None if place == "page" else Box(*map(int, place.split("-")))
    path = pictures.view(row) if box is None else pictures.crop(row, box)
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
