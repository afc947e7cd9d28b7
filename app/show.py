"""One document, for those who may see it: every value, why it is trusted or not, where it is kept."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.remarks import remarks_on
from app.wording import MATCHES, document_name, moment, percent
from models.confidence import chance_right
from models.dossier import SURE, Document, FieldValue, Match
from models.fields import KINDS
from models.forms import form_of
from models.page import PageReading
from pipeline.keeping.rows.dossiers import DocumentRow, ReceiptRow
from pipeline.reuse.eligibility import find_eligibility


def print_document(
    console: Console,
    row: DocumentRow,
    receipts: list[ReceiptRow],
    readings: Iterable[tuple[int, PageReading]],
) -> None:
    """`readings`: of the document's pages, with their numbers."""
    document = row.document
    pages = ", ".join(map(str, document.pages))
    console.print(f"[bold]{document_name(document.document_type)}[/]  {document.document_id}")
    about = Table(box=None, show_header=False)
    for receipt in receipts:
        about.add_row("Hồ sơ", escape(receipt.dossier_code or receipt.dossier))
        about.add_row("Tệp", escape(receipt.name))
    about.add_row("Trang", pages)
    about.add_row("Loại", f"{document.document_type}, mẫu {document.form_version or 'chưa rõ'}")
    doubt = " — cần xem: chưa chắc là giấy tờ loại này" if document.type_confidence < SURE else ""
    about.add_row("Chắc chắn", percent(document.type_confidence) + doubt)
    sentence = f" — {document.boundary_reason}" if document.boundary_reason else ""
    about.add_row("Trọn vẹn", percent(document.boundary_confidence) + sentence)
    if eligibility := find_eligibility(document, row.kept_at.date()):
        about.add_row("Nguồn", f"{eligibility.form.caption}. {eligibility.sentence}")
    about.add_row("Nơi lưu", f"{row.folder_key} (bản {row.version}, {moment(row.kept_at)})")
    about.add_row("Quy định", f"bản {row.regulations}" if row.regulations else "như khi cài đặt")
    about.add_row("Mã kiểm", row.manifest_sha256)
    console.print(about)
    if document.fields:
        console.print(_fields(document))
    if document.matches:
        console.print(_matches(document.matches))
    for number, reading in readings:
        for remark in remarks_on(reading):
            console.print(f"Trang {number}: {remark}")


def _fields(document: Document) -> Table:
    """Whole values, and under each why it is accepted or not, and where on the page it stands."""
    table = Table("Trường", "Giá trị", "Tin cậy", box=None)
    table.columns[0].overflow = table.columns[1].overflow = "fold"
    for value in document.fields:
        place = f"trang {value.page}"
        if value.box:
            place += f", ô {' '.join(map(str, value.box))}"
        sure = percent(chance_right(value.confidence))
        table.add_row(value.name, f"[bold]{escape(_shown(document, value))}[/]", sure)
        table.add_row("", f"[dim]{escape(value.reason)} ({place})[/]", "")
    return table


def _shown(document: Document, value: FieldValue) -> str:
    form = form_of(document.document_type)
    if value.value is None or form is None:
        return value.value or "—"
    return KINDS[form.kind_of(value.name)].show(value.value)


def _matches(matches: tuple[Match, ...]) -> Table:
    table = Table("Người", "Công dân", "Quyết định", "Lý do", box=None)
    for match in matches:
        citizens = match.citizen_id or " ".join(match.candidates) or "—"
        table.add_row(match.role or "(chính)", citizens, MATCHES[match.decision], escape(match.reason))
    return table
