from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.keeping.records import Records, page_id
from pipeline.keeping.rows.dossiers import NewReceipt, Stage
from tests.pipeline.keeping.records.making import document, kept, read_page

HOUR = dt.timedelta(hours=1)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def stages(records: Records) -> dict[str, Stage]:
    return {one.name: one for one in records.stages(now() - HOUR, now() - 24 * HOUR)}


@pytest.fixture
def batch_id(records: Records) -> str:
    """One scan is understood, one has a page left and one that failed, one file is not opened."""
    batch_id = records.open_batch("lô", "H15")
    files = [NewReceipt("HS", None, name, Path("/", name), None, None) for name in ("a", "b", "c")]
    records.add_receipts(batch_id, files)
    receipts = sorted(records.receipts(batch_id), key=lambda one: one.name)
    for receipt, letter, pages in zip(receipts, "ab", (1, 3), strict=False):
        records.receipt_received(receipt.id, letter * 64, 1, "application/pdf")
        records.scan_opened(letter * 64, pages)
        read_page(records, letter * 64, 1)
    records.documents_kept("a" * 64, [kept(document(scan_id="a" * 64))])
    records.page_failed(page_id("b" * 64, 2), "E202")
    return batch_id


def test_each_stage_tells_what_waits_and_what_was_done(records: Records, batch_id: str) -> None:
    found = stages(records)
    assert {name: (one.waiting, one.done_recently, one.done_today) for name, one in found.items()} == {
        "open": (1, 2, 2),
        "read": (1, 3, 3),
        "understand": (0, 1, 1),
        "check": (0, 0, 0),
    }
    assert (found["read"].failed, found["open"].failed) == (1, 0)
    assert found["read"].since and now() - found["read"].since < HOUR
    assert found["check"].since is None and found["check"].seconds is None
    read_page(records, "b" * 64, 3)
    assert (stages(records)["read"].waiting, stages(records)["understand"].waiting) == (0, 1)


def test_pages_are_counted_by_when_they_ended(records: Records, batch_id: str) -> None:
    at = now()
    assert records.pages_between([at - 2 * HOUR, at - HOUR, at + HOUR]) == [0, 3]


def test_a_batch_tells_what_is_left_and_when_something_last_moved(records: Records, batch_id: str) -> None:
    [one] = records.progress_of_unfinished()
    assert (one.id, one.office, one.to_open, one.to_read, one.pages, one.to_understand) == (
        *(batch_id, "H15", 1, 1, 4, 0),
    )
    assert now() - HOUR < one.progressed_at <= now()


def test_failures_of_all_batches_are_counted_by_error(records: Records, batch_id: str) -> None:
    assert dict(records.failure_counts()) == {"E202": 1}
    assert records.batches_with_failures() == [(batch_id, "lô")]
    [failure] = records.failures(batch_id)
    assert (failure.what, failure.page, failure.code) == ("page", 2, "E202")
    records.reset_failed(batch_id)
    assert (records.failure_counts(), records.batches_with_failures()) == ({}, [])
    assert stages(records)["read"].waiting == 2
