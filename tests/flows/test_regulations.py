"""The regulations in force when a scan is understood hold for it, and its documents tell which they were."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flows import steps
from flows.settings import Settings
from flows.workshop import Workshop
from models.dossier import Decision
from models.policy import Thresholds
from models.regulations import Regulations
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.rows.dossiers import DocumentRow, NewReceipt
from tests.flows.kit import draw_page, marital_status, save_image

LOG = AuditEntry("operator:op", "regulations", "administration")
STRICT = Thresholds(fitted_on=dt.date(2026, 11, 22), allowed=0.001, certainty=0.95, keys={})


def test_each_document_is_decided_by_the_version_in_force(tmp_path: Path) -> None:
    shop = Workshop(Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path / "data")}))
    page = save_image(tmp_path / "a.png", draw_page(marital_status("Nguyễn Thị Mẫu", "001190000001")))
    first = digitise(shop, page, 0)
    assert (first.regulations, accepted(first)) == (0, True)
    shop.records.issue_regulations(Regulations(thresholds=STRICT), 0, "op", "", LOG)
    second = digitise(shop, page, 1)
    assert (second.regulations, accepted(second)) == (1, False)
    assert len(second.document.fields) == len(first.document.fields)
    off = Regulations(types_off=("marital_status_certificate",))
    shop.records.issue_regulations(off, 1, "op", "", LOG)
    third = digitise(shop, page, 2)
    assert (third.regulations, third.document.document_type) == (2, first.document.document_type)
    assert (third.document.fields, third.document.subjects, third.document.matches) == ((), (), ())
    assert third.document.text == first.document.text
    shop.records.close()


def accepted(row: DocumentRow) -> bool:
    return any(field.decision is Decision.ACCEPTED for field in row.document.fields)


def digitise(shop: Workshop, page: Path, number: int) -> DocumentRow:
    """The document of a scan of this page, each time other bytes."""
    path = page.with_name(f"{number}.png")
    path.write_bytes(page.read_bytes() + bytes(number))
    batch_id = shop.records.open_batch(path.name)
    shop.records.add_receipts(batch_id, [NewReceipt("HS", None, path.name, path, None, None)])
    [receipt] = shop.records.receipts(batch_id)
    scan_id = steps.open_scan(shop, steps.receive_scan(shop, receipt.id))
    [kept] = shop.records.pages(scan_id)
    steps.read_one_page(shop, kept.id)
    steps.understand_scan(shop, scan_id)
    [row] = shop.records.documents(scan_id)
    return row
