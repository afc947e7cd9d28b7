"""What a clerk should see of a page beside the values on it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from app.wording import ID_LETTERS
from flows.stored import StoredReadings
from models.page import PageReading
from models.quality import reasons_to_rescan
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records


def remarks_on(reading: PageReading) -> list[str]:
    """Vietnamese sentences; boxes are left, top, right, bottom in pixels of the kept page image."""
    places = [" ".join(map(str, reading.to_image.box(box))) for box in reading.unread]
    reasons = reasons_to_rescan(reading.quality) if reading.quality else []
    signed = ["tệp có chữ ký số: giấy tờ điện tử đã ký không phải số hóa lại"] if reading.signed else []
    return [
        *signed,
        *(f"nên quét lại: {reason}" for reason in reasons),
        *(f"có chữ chưa đọc được ở ô {place}" for place in places),
    ]


def print_remarks(console: Console, records: Records, blobs: ObjectStore, batch_id: str) -> None:
    """All pages of a batch of which something is to be said; every reading is fetched."""
    for scan_id, number, reading in _readings(records, blobs, batch_id):
        for remark in remarks_on(reading):
            console.print(f"bản quét {scan_id[:ID_LETTERS]} trang {number}: {remark}")


def _readings(records: Records, blobs: ObjectStore, batch_id: str) -> Iterator[tuple[str, int, PageReading]]:
    for scan in records.scans(batch_id):
        pages = [page for page in records.pages(scan.id) if page.reading_key is not None]
        for number, reading in StoredReadings(blobs, pages):
            yield scan.id, number, reading
