from __future__ import annotations

import datetime as dt

import pytest

from models.errors import UnknownDossierError
from models.indicators import Case
from models.page import PageState
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from tests.pipeline.keeping.records.making import document, kept, new_receipt, read_page

LOG = AuditEntry("clerk:an", "dossier.count", "hand_over")


@pytest.fixture
def batch_id(records: Records) -> str:
    """A batch of office H36: a dossier of two files, of which one came twice, and one without a file read."""
    batch_id = records.open_batch("lô", "H36")
    items = [new_receipt(name) for name in ("1.pdf", "2.pdf", "2 (lại).pdf")]
    records.add_receipts(batch_id, [*items, new_receipt("x.pdf", dossier="Hồ sơ 2")])
    for receipt in records.receipts(batch_id):
        scan_id = {"1.pdf": "a" * 64, "2.pdf": "b" * 64, "2 (lại).pdf": "b" * 64}.get(receipt.name)
        if scan_id:
            records.receipt_received(receipt.id, scan_id, 1, "application/pdf")
    for scan_id in ("a" * 64, "b" * 64):
        records.scan_opened(scan_id, 2)
        read_page(records, scan_id, 1)
        read_page(records, scan_id, 2, PageState.BLANK if scan_id[0] == "a" else PageState.READ)
    first = document(document_id="d1", scan_id="a" * 64)
    blank = document(document_id="d2", scan_id="a" * 64, pages=(2,)).model_copy(
        update={"document_type": "blank"}
    )
    second = document(document_id="d3", scan_id="b" * 64, pages=(1, 2))
    records.documents_kept("a" * 64, [kept(first), kept(blank)])
    records.documents_kept("b" * 64, [kept(second)])
    return batch_id


def test_a_dossier_has_each_scan_and_paper_once(records: Records, batch_id: str) -> None:
    first, second = records.dossiers(batch_id)
    assert (first.name, first.pages, first.blank) == ("Hồ sơ 1", 4, 1)
    assert first.papers == (("birth_certificate", 1), ("birth_certificate", 2))
    assert (second.papers, second.pages, second.blank, second.counted) == ((), 0, 0, None)


def test_the_last_count_holds_and_all_are_kept(records: Records, batch_id: str) -> None:
    dossier = records.dossiers(batch_id)[0].id
    before = records.count_originals(dossier, "H36", 3, 4, "thiếu một tờ", "an", LOG).counted
    assert before is not None and not before.agrees and before.note == "thiếu một tờ"
    after = records.count_originals(dossier, "H36", 2, 4, "", "lan", LOG).counted
    assert after is not None and after.agrees and after.user_name == "lan"
    assert (after.scanned_papers, after.scanned_pages) == (2, 4)
    assert records.audit_head().number == 2


def test_another_office_has_no_such_dossier(records: Records, batch_id: str) -> None:
    dossier = records.dossiers(batch_id)[0].id
    with pytest.raises(UnknownDossierError):
        records.dossier(dossier, "H37")
    with pytest.raises(UnknownDossierError):
        records.count_originals(dossier, "", 1, 1, "", "an", LOG)
    assert records.audit_head().number == 0


def test_a_system_may_have_told_the_procedure(records: Records) -> None:
    code, due = "H36.15-240624-0008", dt.date(2024, 7, 1)
    assert records.procedure_told(code) is None and records.procedure_told(None) is None
    case = Case(code, "H36.15", dt.date(2024, 6, 24), procedure="1.004222", due_on=due, needs_result=True)
    records.tell_case(case, "client:mot-cua")
    assert records.procedure_told(code) == ("1.004222", due)
