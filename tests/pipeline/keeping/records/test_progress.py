from __future__ import annotations

import pytest

from models.answers import Answer
from models.dossier import Decision, MatchDecision
from models.errors import all_errors
from models.page import PageState
from pipeline.keeping.records import Failure, ReceiptState, Records, ScanState, page_id
from tests.pipeline.keeping.records.making import (
    document,
    field,
    kept,
    new_receipt,
    read_page,
    read_scan,
    received_scan,
)

SCAN, OTHER = "a" * 64, "b" * 64


def test_an_empty_batch_stands_at_nothing(records: Records) -> None:
    status = records.status(records.open_batch("lô"))
    assert set(status.pages.values()) == set(status.receipts.values()) == set(status.scans.values()) == {0}
    assert (status.pages_in, status.pages_accounted, status.documents, status.failures) == (0, 0, 0, [])


def test_everything_is_counted_and_every_failure_named(records: Records) -> None:
    batch_id = received_scan(records, SCAN, name="a.pdf")
    received_scan(records, OTHER, name="b.pdf")
    records.add_receipts(batch_id, [new_receipt("c.pdf", "E102"), new_receipt("d.pdf")])
    records.scan_failed(OTHER, "E105")
    records.scan_opened(SCAN, 4)
    read_page(records, SCAN, 1)
    read_page(records, SCAN, 2, PageState.BLANK)
    records.page_failed(page_id(SCAN, 3), "E201")
    status = records.status(batch_id)
    assert dict(status.receipts) == {ReceiptState.LISTED: 1, ReceiptState.RECEIVED: 2, ReceiptState.FAILED: 1}
    assert (status.scans[ScanState.OPENED], status.scans[ScanState.FAILED], sum(status.scans.values())) == (
        1,
        1,
        2,
    )
    assert (status.pages[PageState.READ], status.pages[PageState.BLANK], status.pages[PageState.FAILED]) == (
        1,
        1,
        1,
    )
    assert (status.pages_in, status.pages_accounted) == (4, 3)
    failed_receipt = next(receipt for receipt in records.receipts(batch_id) if receipt.name == "c.pdf")
    assert status.failures == [
        Failure("receipt", failed_receipt.id, "Hồ sơ 1", "c.pdf", None, "E102"),
        Failure("scan", OTHER, "Hồ sơ 1", "b.pdf", None, "E105"),
        Failure("page", page_id(SCAN, 3), "Hồ sơ 1", "a.pdf", 3, "E201"),
    ]


def test_only_what_holds_now_is_counted(records: Records) -> None:
    batch_id = read_scan(records, SCAN, 2)
    first = document(field("number", "1"), field("place", "Huế", decision=Decision.ACCEPTED))
    second = document(field("number", "2"), document_id="d2", pages=(2,)).model_copy(update={"matches": ()})
    records.documents_kept(SCAN, [kept(first), kept(second)])
    status = records.status(batch_id)
    assert (status.documents, status.documents_to_review) == (2, 2)
    assert dict(status.fields) == {Decision.ACCEPTED: 1, Decision.REVIEW: 2}
    assert status.matches[MatchDecision.REVIEW] == 1
    records.correct_field("d2", "number", "2", "an")
    records.correct_field("d1", "number", "1", "an")
    status = records.status(batch_id)
    assert (status.documents_to_review, status.fields[Decision.ACCEPTED]) == (1, 3)
    for who in ("an", "bình"):
        records.answer_match("d1", "", "VN1", Answer.SAME, who)
    status = records.status(batch_id)
    assert (status.documents_to_review, dict(status.fields)) == (
        0,
        {Decision.ACCEPTED: 3, Decision.REVIEW: 0},
    )
    assert [row.document.needs_review for row in records.documents(SCAN)] == [False, False]


def test_an_unknown_document_is_to_be_reviewed(records: Records) -> None:
    batch_id = read_scan(records, SCAN)
    unknown = document().model_copy(update={"matches": (), "document_type": "unknown"})
    records.documents_kept(SCAN, [kept(unknown)])
    assert records.status(batch_id).documents_to_review == 1


def test_the_same_bytes_count_once_and_are_told(records: Records) -> None:
    read_scan(records, SCAN, 3)
    batch_id = received_scan(records, SCAN, "lô 2", "a.pdf")
    received_scan(records, SCAN, "lô 2", "b.pdf")
    received_scan(records, OTHER, "lô 2", "c.pdf")
    status = records.status(batch_id)
    assert (status.duplicates, status.already_present) == (1, 1)
    assert (sum(status.scans.values()), status.pages_in, status.pages_accounted) == (2, 3, 3)
    first = records.status(records.find_batch("lô"))
    assert (first.duplicates, first.already_present) == (0, 0)


def test_documents_of_a_scan_show_in_every_batch_that_brought_it(records: Records) -> None:
    read_scan(records, SCAN)
    records.documents_kept(SCAN, [kept(document(field("number", "1")))])
    batch_id = received_scan(records, SCAN, "lô 2")
    assert records.status(batch_id).documents == 1


def test_what_failed_for_good_is_not_taken_up_again(records: Records) -> None:
    batch_id = received_scan(records, SCAN, name="a.pdf")
    records.scan_failed(SCAN, "E104")
    received_scan(records, OTHER, name="c.pdf")
    records.scan_opened(OTHER, 1)
    records.page_failed(page_id(OTHER, 1), "E109")
    records.add_receipts(batch_id, [new_receipt("b.pdf", "E101")])
    before = records.status(batch_id)
    assert records.reset_failed(batch_id) == 0
    assert records.status(batch_id) == before


@pytest.mark.parametrize("code", sorted(code for code, error in all_errors().items() if error.retryable))
def test_what_may_pass_is_taken_up_again(records: Records, code: str) -> None:
    batch_id = read_scan(records, SCAN)
    received_scan(records, OTHER, name="b.pdf")
    records.scan_failed(OTHER, code)
    received_scan(records, "c" * 64, name="c.pdf")
    records.scan_opened("c" * 64, 2)
    read_page(records, "c" * 64, 1)
    records.page_failed(page_id("c" * 64, 2), code, image_key="pages/x", dpi=300)
    records.add_receipts(batch_id, [new_receipt("d.pdf", code)])
    untouched = records.scan(SCAN)
    assert records.reset_failed(batch_id) == 3
    assert records.scan(SCAN) == untouched
    assert (records.scan(OTHER).state, records.scan(OTHER).version) == (ScanState.RECEIVED, 2)
    opened = records.scan("c" * 64)
    assert (opened.state, opened.version, opened.error_code) == (ScanState.OPENED, 2, None)
    first, second = records.pages("c" * 64)
    assert first.state is PageState.READ
    assert (second.state, second.error_code, second.image_key, second.dpi) == (
        PageState.PENDING,
        None,
        None,
        None,
    )
    assert records.status(batch_id).receipts[ReceiptState.LISTED] == 1
    assert records.status(batch_id).failures == []
    assert records.reset_failed(batch_id) == 0


def test_other_batches_are_left_alone(records: Records) -> None:
    batch_id = received_scan(records)
    records.scan_failed(SCAN, "E900")
    assert records.reset_failed(records.open_batch("lô khác")) == 0
    assert records.status(batch_id).scans[ScanState.FAILED] == 1


def test_a_scan_that_failed_late_is_opened_again_with_its_pages(records: Records) -> None:
    batch_id = read_scan(records, SCAN, 2)
    records.scan_failed(SCAN, "E900")
    first_opened = records.scan(SCAN).opened_at
    assert records.reset_failed(batch_id) == 1
    records.scan_opened(SCAN, 2)
    opened = records.scan(SCAN).opened_at
    assert opened is not None
    assert first_opened is not None
    assert opened > first_opened
    assert [page.state for page in records.pages(SCAN)] == [PageState.READ] * 2
    records.documents_kept(SCAN, [kept(document(pages=(1, 2)), 2)])
    assert records.scan(SCAN).state is ScanState.DONE


def test_an_incident_tells_the_full_story(records: Records) -> None:
    records.incident(stage="read_page", subject_id="s-1", code="E900", detail="Traceback …\x00\nNguyễn")
    records.incident(stage="read_page", subject_id="s-1", code="E201", detail="")
    records.incident(stage="read_page", subject_id="s-2", code="E201", detail="")
    first, second = records.incidents("s-1")
    assert (first.stage, first.code, first.detail) == ("read_page", "E900", "Traceback …\ufffd\nNguyễn")
    assert second.at >= first.at
