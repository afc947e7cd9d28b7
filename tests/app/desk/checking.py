"""A batch to check, kept as the flows keep one but without reading a page: what was read is made up."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from flows.settings import Settings
from flows.storage import open_blobs
from models.dossier import Decision, Document, FieldValue, Subject
from models.geometry import Box
from models.page import PageReading, PageState, Word
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records, page_id
from pipeline.keeping.rows.dossiers import KeptDocument, NewReceipt
from tests.app.desk.kit import Served

SCRIPT = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"


def keep_batch(
    records: Records, blobs: ObjectStore, name: str, documents: int, *, office: str = "",
    file_name: str = "quét.png", full_name: str = "Nguyễn Văn An",
    matched: Callable[[Document], Document] | None = None, words: Sequence[Word] = (),
) -> list[str]:  # fmt: skip
    """Scans of one page with one birth certificate each, of which three fields are in doubt; their ids.
    `matched`: looks for the persons of a document; `words`: as they were read on each page."""
    batch_id = records.open_batch(name, office)
    kept = []
    for number in range(documents):
        scan_id = hashlib.sha256(f"{name} {number}".encode()).hexdigest()
        path = Path(f"/{name}/{number}/{file_name}")
        records.add_receipts(batch_id, [NewReceipt(f"Hồ sơ {number}", None, file_name, path, None, None)])
        [receipt] = [one for one in records.receipts(batch_id) if one.path == path]
        records.receipt_received(receipt.id, scan_id, 1, "image/png")
        _keep_page(records, blobs, scan_id, words=words)
        document = _document(scan_id, full_name)
        document = matched(document) if matched else document
        folder = f"documents/{document.document_id}"
        records.documents_kept(scan_id, [KeptDocument(document, 1, folder, "")])
        kept.append(document.document_id)
    return kept


def keep(desk: Served, documents: int, **told: Any) -> list[str]:
    """A batch of a name of its own, as `keep_batch` is told."""
    blobs = open_blobs(Settings.from_environment({"SOHOA_DATA_DIR": str(desk.data_dir)}))
    return keep_batch(desk.records, blobs, f"lô {uuid.uuid4()}", documents, **told)


def keep_scan(desk: Served, papers: Sequence[Sequence[int]], office: str = "", **more: Any) -> str:
    """A scan of as many pages as there are in the papers, birth certificates each; its id. `more`: of each
    document."""
    blobs = open_blobs(Settings.from_environment({"SOHOA_DATA_DIR": str(desk.data_dir)}))
    name, records = f"lô {uuid.uuid4()}", desk.records
    batch_id = records.open_batch(name, office)
    scan_id = hashlib.sha256(name.encode()).hexdigest()
    path = Path(f"/{name}/quét.png")
    records.add_receipts(batch_id, [NewReceipt("Hồ sơ", None, path.name, path, None, None)])
    [receipt] = records.receipts(batch_id)
    records.receipt_received(receipt.id, scan_id, 1, "image/png")
    count = sum(map(len, papers))
    for number in range(1, count + 1):
        _keep_page(records, blobs, scan_id, number, count)
    kept = []
    for pages in papers:
        document = _document(f"{scan_id}{pages}", "Nguyễn Văn An")
        place = {"scan_id": scan_id, "pages": tuple(pages)}
        kept.append(KeptDocument(document.model_copy(update=more | place), 1, f"documents/{pages}", ""))
    records.documents_kept(scan_id, kept)
    return scan_id


def _keep_page(
    records: Records,
    blobs: ObjectStore,
    scan_id: str,
    number: int = 1,
    count: int = 1,
    words: Sequence[Word] = (),
) -> None:
    records.scan_opened(scan_id, count)
    image = _page(f"{number} {scan_id}" if count > 1 else scan_id)
    key = f"pages/{hashlib.sha256(image).hexdigest()}"
    blobs.put(key, image, "image/png")
    reading = PageReading(
        state=PageState.READ,
        engine="none",
        settings="",
        width=800,
        height=600,
        dpi=100,
        ink=0.1,
        words=tuple(words),
    )
    reading_key = f"readings/{scan_id}/{number}/reading.json"
    blobs.put(reading_key, reading.model_dump_json().encode(), "application/json")
    records.page_done(
        page_id(scan_id, number), PageState.READ, image_key=key, image_media_type="image/png",
        reading_key=reading_key, width=800, height=600, dpi=100, seconds=0.1,
    )  # fmt: skip


def _document(scan_id: str, full_name: str) -> Document:
    def field(name: str, value: str | None, top: int, decision: Decision) -> FieldValue:
        reason = "Cần xem: chưa có căn cứ." if decision is Decision.REVIEW else "Chấp nhận."
        return FieldValue(
            name=name, value=value, raw=value or "", confidence=0.9, page=1, box=Box(200, top, 500, top + 30),
            decision=decision, reason=reason,
        )  # fmt: skip

    return Document(
        document_id=hashlib.sha256(scan_id.encode()).hexdigest()[:32],
        scan_id=scan_id,
        document_type="birth_certificate",
        form_version=None,
        pages=(1,),
        type_confidence=1.0,
        text=full_name,
        subjects=(Subject(role="", full_name=full_name, date_of_birth="1990-03-14", sex="male"),),
        fields=(
            field("full_name", full_name, 100, Decision.REVIEW),
            field("date_of_birth", "1990-03-14", 150, Decision.REVIEW),
            field("sex", "male", 200, Decision.ACCEPTED),
            field("place_of_birth", "Xã Đa Quyn, Huyện Đức Trọng, Tỉnh Lâm Đồng", 250, Decision.REVIEW),
        ),
    )


def _page(text: str) -> bytes:
    page = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(page).text((200, 100), text, fill=0)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
