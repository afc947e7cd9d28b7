"""Invented receipts, pages and documents, made with as few words as possible."""

from __future__ import annotations

from pathlib import Path

from models.dossier import Document, FieldValue, Match, MatchDecision, Subject
from models.geometry import Box
from models.page import PageState
from pipeline.keeping.records import KeptDocument, NewReceipt, Records, page_id


def new_receipt(
    name: str = "giấy.pdf", error_code: str | None = None, dossier: str = "Hồ sơ 1"
) -> NewReceipt:
    return NewReceipt(dossier, None, name, Path("/quét") / dossier / name, None, error_code)


def received_scan(
    records: Records, scan_id: str = "a" * 64, batch: str = "lô", name: str = "giấy.pdf"
) -> str:
    """A batch with one receipt whose bytes are scan `scan_id`; returns the batch's id."""
    batch_id = records.open_batch(batch)
    records.add_receipts(batch_id, [new_receipt(name)])
    mine = [receipt for receipt in records.receipts(batch_id) if receipt.name == name]
    records.receipt_received(mine[0].id, scan_id, 1000, "application/pdf")
    return batch_id


def read_page(records: Records, scan_id: str, number: int, state: PageState = PageState.READ) -> None:
    records.page_done(
        page_id(scan_id, number),
        state,
        image_key=f"pages/{number}",
        image_media_type="image/jpeg",
        reading_key=f"readings/{scan_id}/{number}/reading.json",
        width=2480,
        height=3508,
        dpi=300,
        seconds=1.25,
    )


def read_scan(records: Records, scan_id: str = "a" * 64, pages: int = 1) -> str:
    """A scan whose pages are all read; returns its batch's id."""
    batch_id = received_scan(records, scan_id)
    records.scan_opened(scan_id, pages)
    for number in range(1, pages + 1):
        read_page(records, scan_id, number)
    return batch_id


def field(name: str, value: str | None, **more: object) -> FieldValue:
    told = {
        "raw": value or "",
        "confidence": 0.875,
        "page": 1,
        "box": Box(10, 20, 30, 40),
        "sources": ("label",),
    }
    return FieldValue.model_validate({"name": name, "value": value, **told, **more})


def document(
    *fields: FieldValue, document_id: str = "d1", pages: tuple[int, ...] = (1,), scan_id: str = "a" * 64
) -> Document:
    return Document(
        document_id=document_id,
        scan_id=scan_id,
        document_type="birth_certificate",
        form_version="2020",
        pages=pages,
        type_confidence=0.75,
        boundary_confidence=0.875,
        boundary_reason="Trang đầu có tiêu đề của mẫu.",
        text="GIẤY KHAI SINH\nNguyễn Văn Mẫu",
        fields=fields,
        subjects=(Subject(role="", full_name="Nguyễn Văn Mẫu"), Subject(role="mother")),
        matches=(
            Match(role="", decision=MatchDecision.REVIEW, candidates=("VN2", "VN1"), reason="Gần giống."),
        ),
    )


def kept(document: Document, version: int = 1) -> KeptDocument:
    folder = f"documents/{document.document_id}/v{version:04d}"
    return KeptDocument(document, version, folder, "0" * 64)
