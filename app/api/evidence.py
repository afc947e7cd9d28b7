"""The pixels and papers behind an answer, by addresses that only we can make and that soon end."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from PIL import Image
from starlette.responses import Response

from app.api import AT
from app.api.problems import BadRangeError, BadRequestError, LinkEndedError
from app.api.shapes import ExchangeId, ItemName
from app.api.state import Here, State
from app.api.tokens import AskingClient
from app.papers.days import today
from models.errors import UnknownDocumentError
from models.geometry import Box
from models.reuse import load_reuse_policy
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import ExchangeItem
from pipeline.reuse.record import compute_record

LINK_SECONDS = 300
MARGIN = 12  # pixels around a value, so that one sees that nothing was cut off
PDF, PNG = "application/pdf", "image/png"
_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")

router = APIRouter(tags=["bằng chứng"])
Kind = Literal["field", "paper"]
What = Literal["archive", "crop"]


@router.get("/exchanges/{exchange_id}/evidence/{kind}/{name}", summary="Xin đường dẫn tới bằng chứng")
def link(
    exchange_id: ExchangeId,
    kind: Kind,
    name: ItemName,
    client: AskingClient,
    state: Here,
) -> dict[str, str | int]:
    """Addresses of the archive copy, and of the place on the page where a field's value stands. They end
    after five minutes and need no token, so that a browser can open them."""
    exchange, items = state.records.exchange(exchange_id, client.id)
    item = _given(state.records, items, kind, name)
    who = f"client:{client.id}/{exchange.official}"
    subjects = (exchange_id, item.document_id or "", item.citizen_id or "")
    state.records.audit(AuditEntry(who, "evidence.link", exchange.purpose, subjects, {"item": name}))
    ends = int(time.time()) + LINK_SECONDS
    told: dict[str, str | int] = {"ends_in_seconds": LINK_SECONDS}
    for what in ("archive", "crop") if kind == "field" else ("archive",):
        path = f"{exchange_id}/{kind}/{name}/{what}"
        told[what] = f"{AT}/evidence/{path}?ends={ends}&signature={_signature(state.key, path, ends)}"
    return told


@router.get("/evidence/{exchange_id}/{kind}/{name}/{what}", summary="Mở bằng chứng", response_class=Response)
def open_evidence(
    exchange_id: ExchangeId,
    kind: Kind,
    name: ItemName,
    what: What,
    state: Here,
    ends: Annotated[int, Query()],
    signature: Annotated[str, Query(max_length=64)],
    range_: Annotated[str | None, Header(alias="Range")] = None,
) -> Response:
    """The bytes, or the part of them that is asked for (RFC 9110 section 14)."""
    right = _signature(state.key, f"{exchange_id}/{kind}/{name}/{what}", ends)
    if not hmac.compare_digest(right.encode(), signature.encode()) or ends < time.time():
        raise LinkEndedError
    _, items = state.records.exchange(exchange_id)
    item = _given(state.records, items, kind, name)
    if what == "archive":
        row = state.records.document(item.document_id or "")
        return part_of(state.blobs.get(f"{row.folder_key}/archive.pdf"), PDF, range_)
    return part_of(_crop(state, item), PNG, range_)


def place_of(records: Records, item: ExchangeItem) -> tuple[str, int, Box]:
    """(scan, page, box) of the value that was given. Errors: UnknownDocumentError if it has no place."""
    if item.document_id is None or item.field is None or item.revision is None:
        raise UnknownDocumentError
    value = records.history(item.document_id, item.field)[item.revision - 1].what
    if value.box is None:
        raise UnknownDocumentError
    return records.document(item.document_id).document.scan_id, value.page, value.box


def _given(records: Records, items: list[ExchangeItem], kind: str, name: str) -> ExchangeItem:
    """The item, if its paper was given and may still be: the person may be another by now, or restricted.
    Errors: BadRequestError, UnknownDocumentError."""
    item = next((one for one in items if (one.kind, one.name) == (kind, name)), None)
    if item is None or item.document_id is None or item.citizen_id is None:
        raise BadRequestError(errors=[{"field": "name", "problem": "not_given"}])
    [held] = records.held([item.citizen_id])
    record = compute_record(held, load_reuse_policy(), today())
    withheld = record.restricted or item.document_id in record.withheld_papers
    if withheld or item.document_id not in {paper.document_id for paper in held.papers}:
        raise UnknownDocumentError
    return item


def _crop(state: State, item: ExchangeItem) -> bytes:
    scan_id, number, box = place_of(state.records, item)
    page = next(page for page in state.records.pages(scan_id) if page.number == number)
    with Image.open(io.BytesIO(state.blobs.get(page.image_key or ""))) as image:
        left, top = max(0, box.left - MARGIN), max(0, box.top - MARGIN)
        right, bottom = min(image.width, box.right + MARGIN), min(image.height, box.bottom + MARGIN)
        out = io.BytesIO()
        image.crop((left, top, right, bottom)).save(out, "PNG")
    return out.getvalue()


def part_of(content: bytes, media_type: str, range_: str | None) -> Response:
    """The bytes, or the part of them that is asked for. Errors: BadRangeError."""
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    asked = _RANGE.fullmatch(range_ or "")
    if asked is None or not any(asked.groups()):
        return Response(content, 200, headers, media_type)
    size = len(content)
    first, last = asked.groups()
    begin = int(first) if first else max(0, size - int(last))
    end = min(size - 1, int(last)) if first and last else size - 1
    if begin > end:
        raise BadRangeError({"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return Response(content[begin : end + 1], 206, headers, media_type)


def _signature(key: bytes, path: str, ends: int) -> str:
    return hmac.new(key, f"{path}\n{ends}".encode(), hashlib.sha256).hexdigest()
