"""Exports: every page once, a form that scoring reads, and cells that no spreadsheet runs."""

import csv
import io
import json
from dataclasses import dataclass

from models.dossier import Decision, Document, FieldValue, Match, MatchDecision
from models.geometry import Box
from pipeline.reuse.export import CSV_COLUMNS, document_rows, write_csv, write_jsonl


@dataclass(frozen=True)
class Receipt:
    name: str = "scan.pdf"
    dossier: str = "H36.15-251104-0007"
    dossier_code: str | None = "H36.15-251104-0007"
    scan_id: str | None = "s"
    error_code: str | None = None


@dataclass(frozen=True)
class Page:
    number: int
    state: str = "read"
    error_code: str | None = None


def document(pages: tuple[int, ...], value: str = "Trịnh Quốc Bảo") -> Document:
    field = FieldValue(
        name="full_name",
        value=value,
        raw=value,
        confidence=0.95,
        page=pages[0],
        box=Box(1, 2, 3, 4),
        sources=("qr",),
        decision=Decision.ACCEPTED,
        reason="Chấp nhận: khớp mã QR trên thẻ.",
    )
    return Document(
        document_id=f"d{pages[0]}",
        scan_id="s",
        document_type="identity_card_2021",
        form_version=None,
        pages=pages,
        type_confidence=1,
        boundary_confidence=0.9,
        boundary_reason="Trang đầu có Quốc hiệu.",
        text="CĂN CƯỚC CÔNG DÂN",
        fields=(field,),
        matches=(Match(role="", decision=MatchDecision.MATCH, citizen_id="C1"),),
    )


def test_documents_in_the_order_of_pages_then_failed_pages() -> None:
    pages = [Page(1), Page(2), Page(3, "failed", "E202")]
    rows = list(document_rows(Receipt(), pages, [document((2,)), document((1,))]))
    assert [row["pages"] for row in rows] == [[1], [2], [3]]
    assert rows[2]["document_type"] == "unknown" and rows[2]["error"] == "E202"
    assert all(row["source"] == "scan.pdf" for row in rows)


def test_a_file_that_was_refused_is_in_the_export() -> None:
    (row,) = document_rows(Receipt(scan_id=None, error_code="E105"), [], [])
    assert row["pages"] == [] and row["error"] == "E105"


def test_jsonl_has_what_scoring_asks() -> None:
    out = io.StringIO()
    write_jsonl(document_rows(Receipt(), [Page(1)], [document((1,))]), out)
    row = json.loads(out.getvalue())
    field = row["fields"]["full_name"]
    assert (field["value"], field["decision"], field["confidence"]) == ("Trịnh Quốc Bảo", "accepted", 0.95)
    assert (field["page"], field["box"], field["sources"]) == (1, [1, 2, 3, 4], ["qr"])
    assert row["subjects"] == {"": {"decision": "match", "citizen_id": "C1", "candidates": [], "reason": ""}}
    assert row["text"] == "CĂN CƯỚC CÔNG DÂN" and row["pages"] == [1]
    assert (row["source_form"], row["eligible"], row["valid_until"]) == ("presented", False, None)
    assert row["eligibility"].endswith(".") and row["type_confidence"] == 1
    assert (row["boundary_confidence"], row["boundary_reason"]) == (0.9, "Trang đầu có Quốc hiệu.")


def test_csv_runs_no_formula() -> None:
    out = io.StringIO()
    write_csv(document_rows(Receipt(name="=cmd"), [Page(1)], [document((1,), value="@SUM(A1)")]), out)
    head, line = csv.reader(io.StringIO(out.getvalue()))
    assert tuple(head) == CSV_COLUMNS
    assert line[head.index("source")] == "'=cmd" and line[head.index("value")] == "'@SUM(A1)"
    assert line[head.index("box")] == "1 2 3 4"
