"""A batch to check, kept as the flows keep one but without reading a page: what was read is made up."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageDraw

from models.dossier import Decision, Document, FieldValue
from models.geometry import Box
from models.page import PageReading, PageState
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records, page_id
from pipeline.keeping.rows import KeptDocument, NewReceipt

SCRIPT = "<script>document.title='hacked'</script><img src=x onerror=alert(1)>"


def keep_batch(
    records: Records, blobs: ObjectStore, name: str, documents: int, *, office: str = "",
    file_name: str = "quét.png", full_name: str = "Nguyễn Văn An",
) -> list[str]:  # fmt: skip
    """Scans of one page with one birth certificate each, of which three fields are in doubt; their ids."""
    batch_id = records.open_batch(name, office)
    return [
        _keep(records, blobs, batch_id, name, number, file_name, full_name) for number in range(documents)
    ]


def _keep(
    records: Records, blobs: ObjectStore, batch_id: str, batch: str, number: int, file_name: str, name: str
) -> str:
    path = Path(f"/{batch}/{number}/{file_name}")
    records.add_receipts(batch_id, [NewReceipt(f"Hồ sơ {number}", None, file_name, path, None, None)])
    [receipt] = [one for one in records.receipts(batch_id) if one.path == path]
    scan_id = hashlib.sha256(f"{batch} {number}".encode()).hexdigest()
    records.receipt_received(receipt.id, scan_id, 1, "image/png")
    records.scan_opened(scan_id, 1)
    image = _page(f"{batch} {number}")
    key = f"pages/{hashlib.sha256(image).hexdigest()}"
    blobs.put(key, image, "image/png")
    reading = PageReading(
        state=PageState.READ, engine="none", settings="", width=800, height=600, dpi=100, ink=0.1
    )
    reading_key = f"readings/{scan_id}/reading.json"
    blobs.put(reading_key, reading.model_dump_json().encode(), "application/json")
    records.page_done(
        page_id(scan_id, 1), PageState.READ, image_key=key, image_media_type="image/png",
        reading_key=reading_key, width=800, height=600, dpi=100, seconds=0.1,
    )  # fmt: skip
    document = _document(scan_id, name)
    records.documents_kept(scan_id, [KeptDocument(document, 1, f"documents/{document.document_id}", "")])
    return document.document_id


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
