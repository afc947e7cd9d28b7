from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

from models.errors import BatchOfOtherOfficeError, UnexpectedError, UnknownBatchError
from pipeline.keeping.records import NewReceipt, ReceiptState, Records, ScanState
from tests.pipeline.keeping.records.making import new_receipt, received_scan


def test_a_batch_has_one_id_however_its_name_is_spelt(records: Records) -> None:
    batch_id = records.open_batch("Lô tháng bảy")
    assert records.open_batch(unicodedata.normalize("NFD", " Lô tháng  bảy ")) == batch_id
    assert records.find_batch("Lô tháng bảy") == batch_id
    assert [(batch.name, batch.receipts) for batch in records.batches()] == [("Lô tháng bảy", 0)]
    assert records.batches()[0].created_at.tzinfo is dt.UTC


def test_an_unknown_batch_is_told(records: Records) -> None:
    records.open_batch("lô")
    with pytest.raises(UnknownBatchError):
        records.find_batch("lô khác")


def test_a_batch_of_no_office_can_be_given_to_one_and_then_to_no_other(records: Records) -> None:
    batch_id = records.open_batch("lô")
    assert records.batches("H15") == []
    records.assign_batch(batch_id, "H15")
    records.assign_batch(batch_id, "H15")
    with pytest.raises(BatchOfOtherOfficeError):
        records.assign_batch(batch_id, "H16")
    assert [batch.id for batch in records.batches("H15")] == [batch_id]


def test_the_same_files_added_again_are_not_new(records: Records) -> None:
    batch_id = records.open_batch("lô")
    items = [new_receipt("b.pdf"), new_receipt("a.pdf"), new_receipt("a.pdf", dossier="Hồ sơ 2")]
    assert records.add_receipts(batch_id, items) == 3
    assert records.add_receipts(batch_id, [*items, new_receipt("c.pdf")]) == 1
    found = records.receipts(batch_id)
    assert [(receipt.dossier, receipt.name) for receipt in found] == [
        ("Hồ sơ 1", "a.pdf"),
        ("Hồ sơ 1", "b.pdf"),
        ("Hồ sơ 1", "c.pdf"),
        ("Hồ sơ 2", "a.pdf"),
    ]
    assert records.batches()[0].receipts == 4


def test_many_files_are_added_at_once(records: Records) -> None:
    batch_id = records.open_batch("lô")
    items = [new_receipt(f"{number:05d}.pdf") for number in range(2500)]
    assert records.add_receipts(batch_id, items) == 2500
    assert records.add_receipts(batch_id, items) == 0
    assert len(records.receipts(batch_id)) == 2500


@pytest.mark.parametrize("name", ["'\";--.pdf", "a\udcffb.pdf", "ă" * 120 + ".pdf", "dòng\nmới.pdf"])
def test_any_name_a_file_can_have_comes_back_whole(records: Records, name: str) -> None:
    batch_id = records.open_batch("lô")
    path = Path("/" + "x/" * 1500) / name  # longer than PostgreSQL lets a key of an index be
    item = NewReceipt("hồ sơ", "H15.1-250102-0001", name.replace("\udcff", "?"), path, "trong/zip.pdf", None)
    records.add_receipts(batch_id, [item])
    [receipt] = records.receipts(batch_id)
    assert (receipt.path, receipt.name, receipt.member) == (path, item.name, item.member)
    assert receipt.dossier_code == "H15.1-250102-0001"
    assert records.receipt(receipt.id) == receipt


def test_members_of_one_archive_are_receipts_of_their_own(records: Records) -> None:
    batch_id = records.open_batch("lô")
    members = [NewReceipt("z", None, f"z.zip/{n}", Path("/z.zip"), n, None) for n in ("1.pdf", "2.pdf")]
    assert records.add_receipts(batch_id, members) == 2


def test_received_bytes_make_one_scan(records: Records) -> None:
    received_scan(records, "f" * 64, "lô 1")
    batch_id = received_scan(records, "f" * 64, "lô 2")
    [receipt] = records.receipts(batch_id)
    assert (receipt.state, receipt.scan_id) == (ReceiptState.RECEIVED, "f" * 64)
    assert len(records.receipts_of_scan("f" * 64)) == 2
    scan = records.scan("f" * 64)
    assert (scan.size, scan.media_type, scan.state) == (1000, "application/pdf", ScanState.RECEIVED)
    assert (scan.page_count, scan.opened_at, scan.version) == (None, None, 1)
    assert records.scans(batch_id) == [scan]


def test_a_failure_is_kept_only_for_what_is_still_listed(records: Records) -> None:
    batch_id = records.open_batch("lô")
    records.add_receipts(batch_id, [new_receipt("a.pdf"), new_receipt("b.pdf", "E101")])
    first, second = records.receipts(batch_id)
    assert (second.state, second.error_code) == (ReceiptState.FAILED, "E101")
    records.receipt_received(first.id, "a" * 64, 1, "image/png")
    records.receipt_failed(first.id, "E104")
    assert records.receipt(first.id).state is ReceiptState.RECEIVED


def test_a_failed_file_that_is_found_again_is_taken_up_again(records: Records) -> None:
    batch_id = records.open_batch("lô")
    records.add_receipts(batch_id, [new_receipt("a.pdf", "E110"), new_receipt("b.pdf", "E102")])
    assert records.add_receipts(batch_id, [new_receipt("a.pdf"), new_receipt("b.pdf", "E103")]) == 0
    first, second = records.receipts(batch_id)
    assert (first.state, first.error_code) == (ReceiptState.LISTED, None)
    assert (second.state, second.error_code) == (ReceiptState.FAILED, "E103")


def test_a_file_whose_bytes_could_not_be_opened_is_received_again(records: Records) -> None:
    batch_id = received_scan(records)
    records.scan_failed("a" * 64, "E104")
    records.add_receipts(batch_id, [new_receipt()])
    [receipt] = records.receipts(batch_id)
    assert (receipt.state, receipt.scan_id) == (ReceiptState.LISTED, None)


def test_a_scan_that_was_opened_stays_with_its_batch(records: Records) -> None:
    batch_id = received_scan(records)
    records.scan_opened("a" * 64, 3)
    records.scan_failed("a" * 64, "E900")
    records.add_receipts(batch_id, [new_receipt()])
    assert records.receipts(batch_id)[0].scan_id == "a" * 64
    assert records.status(batch_id).pages_in == 3


def test_an_id_that_is_not_there_is_a_fault(records: Records) -> None:
    for ask in (records.receipt, records.scan, records.page):
        with pytest.raises(UnexpectedError):
            ask("không có")
    with pytest.raises(UnexpectedError):
        records.receipt_received("không có", "a" * 64, 1, "image/png")


def test_the_other_scans_of_a_dossier(records: Records) -> None:
    batch_id = records.open_batch("lô")
    items = [new_receipt(name) for name in ("a.pdf", "b.pdf", "c.pdf", "d.pdf")]
    records.add_receipts(batch_id, [*items, new_receipt("e.pdf", dossier="Hồ sơ 2")])
    scans = {"a.pdf": "c" * 64, "b.pdf": "a" * 64, "c.pdf": "a" * 64, "e.pdf": "b" * 64}
    for receipt in records.receipts(batch_id):
        if receipt.name in scans:
            records.receipt_received(receipt.id, scans[receipt.name], 10, "application/pdf")
    assert records.dossier_scans("c" * 64, most=4) == ["a" * 64]
    assert records.dossier_scans("c" * 64, most=3) == []  # of four files, one of them not yet received
    assert records.dossier_scans("b" * 64, most=4) == []
