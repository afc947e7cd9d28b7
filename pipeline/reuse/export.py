"""What was digitised, one line a document: for scoring, and for systems that take files.

JSONL has for each document `source` (the scan's file name), `pages`, `document_type`, `fields`, `subjects`
and `text`, and beside it the dossier, in which form the paper was handed in and whether and until when it may
be given again (`source_form`, `eligible`, `valid_until`, `eligibility`), each field's page, box, sources and
reason. CSV has one line a field.
A page that could not be read stands there too, as `unknown` with its error: no page is left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TextIO

from models.dossier import UNKNOWN, Document
from models.page import PageState
from pipeline.reuse.eligibility import find_eligibility


class ReceiptLike(Protocol):
    """A file as it was handed in."""

    @property
    def name(self) -> str: ...
    @property
    def dossier(self) -> str: ...
    @property
    def dossier_code(self) -> str | None: ...
    @property
    def scan_id(self) -> str | None: ...
    @property
    def error_code(self) -> str | None: ...


class PageLike(Protocol):
    """A page of a scan as the records hold it."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def error_code(self) -> str | None: ...


Row = dict[str, Any]

CSV_COLUMNS = (
    "dossier",
    "source",
    "document_id",
    "document_type",
    "pages",
    "field",
    "value",
    "decision",
    "confidence",
    "page",
    "box",
    "sources",
    "against",
    "reason",
)


def document_rows(
    receipt: ReceiptLike, pages: Sequence[PageLike], documents: Iterable[Document], on: dt.date | None = None
) -> Iterator[Row]:
    """The rows of one file: its documents in the order of their pages, then its failed pages. `on`: the day
    whose law says what may be given again, today's where none is given."""
    head = {"source": receipt.name, "dossier": receipt.dossier, "dossier_code": receipt.dossier_code}
    covered: set[int] = set()
    for document in sorted(documents, key=_first_page):
        covered.update(document.pages)
        yield {**head, **_document_row(document, on or dt.date.today())}
    for page in pages:
        if page.number not in covered:
            reason = page.error_code or str(PageState(page.state))
            yield {**head, **_unread_row([page.number], reason)}
    if receipt.scan_id is None or (not pages and not covered):
        yield {**head, **_unread_row([], receipt.error_code)}


def _document_row(document: Document, on: dt.date) -> Row:
    return {
        "document_id": document.document_id,
        "document_type": document.document_type,
        "form_version": document.form_version,
        "pages": list(document.pages),
        "type_confidence": round(document.type_confidence, 4),
        "boundary_confidence": round(document.boundary_confidence, 4),
        "boundary_reason": document.boundary_reason,
        **_eligibility(document, on),
        "fields": {
            field.name: {
                "value": field.value,
                "confidence": round(field.confidence, 4),
                "decision": str(field.decision),
                "raw": field.raw,
                "page": field.page,
                "box": list(field.box) if field.box else None,
                "sources": list(field.sources),
                "against": list(field.against),
                "reason": field.reason,
                "decided_by": field.decided_by,
            }
            for field in document.fields
        },
        "subjects": {
            match.role: {
                "decision": str(match.decision),
                "citizen_id": match.citizen_id,
                "candidates": list(match.candidates),
                "reason": match.reason,
            }
            for match in document.matches
        },
        "text": document.text,
    }


def _eligibility(document: Document, on: dt.date) -> Row:
    found = find_eligibility(document, on)
    if found is None:
        return {"source_form": None, "eligible": None, "valid_until": None, "eligibility": ""}
    return {
        "source_form": found.form.name,
        "eligible": found.form.eligible,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "eligibility": found.sentence,
    }


def _unread_row(pages: list[int], error: str | None) -> Row:
    return {
        "document_id": None,
        "document_type": UNKNOWN,
        "form_version": None,
        "pages": pages,
        "fields": {},
        "subjects": {},
        "text": "",
        "error": error,
    }


def _first_page(document: Document) -> int:
    return document.pages[0]


def write_jsonl(rows: Iterable[Row], out: TextIO) -> None:
    """One JSON object a line, UTF-8."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Iterable[Row], out: TextIO) -> None:
    """One line a field; a document without fields has one line. Cells that a spreadsheet would take for
    a formula are quoted with an apostrophe."""
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        names = list(row["fields"]) or [None]
        for name in names:
            field = row["fields"].get(name, {})
            cells = {**row, **field, "field": name, "pages": _list(row["pages"])}
            for part in ("box", "sources", "against"):
                cells[part] = _list(field.get(part))
            writer.writerow([harmless(cells.get(column)) for column in CSV_COLUMNS])


def _list(values: Sequence[Any] | None) -> str:
    return " ".join(str(value) for value in values or ())


def harmless(cell: Any) -> Any:
    """Spreadsheets run a cell that begins so (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") and cell else cell
