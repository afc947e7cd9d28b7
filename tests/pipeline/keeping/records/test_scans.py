from __future__ import annotations

import datetime as dt

import pytest

from models.errors import UnexpectedError
from models.page import PageState
from pipeline.keeping.records import Records, ScanState, page_id
from tests.pipeline.keeping.records.making import read_page, read_scan, received_scan

SCAN = "a" * 64


def test_opening_makes_the_pages_once(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 12)
    opened = records.scan(SCAN)
    read_page(records, SCAN, 2)
    records.scan_opened(SCAN, 12)
    assert records.scan(SCAN) == opened
    assert (opened.state, opened.page_count) == (ScanState.OPENED, 12)
    assert opened.opened_at is not None
    assert abs(dt.datetime.now(dt.UTC) - opened.opened_at) < dt.timedelta(minutes=1)
    pages = records.pages(SCAN)
    assert [page.number for page in pages] == list(range(1, 13))
    assert [page.state for page in pages].count(PageState.PENDING) == 11
    assert records.page(page_id(SCAN, 2)) == pages[1]


def test_another_number_of_pages_is_a_fault(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 2)
    with pytest.raises(UnexpectedError):
        records.scan_opened(SCAN, 3)
    assert len(records.pages(SCAN)) == 2


def test_a_page_ends_once(records: Records) -> None:
    read_scan(records, SCAN)
    [page] = records.pages(SCAN)
    assert (page.state, page.width, page.height, page.dpi, page.seconds) == (
        PageState.READ,
        2480,
        3508,
        300,
        1.25,
    )
    assert (page.image_key, page.image_media_type) == ("pages/1", "image/jpeg")
    read_page(records, SCAN, 1, PageState.BLANK)
    records.page_failed(page.id, "E201")
    assert records.pages(SCAN) == [page]


def test_a_failed_page_keeps_its_image(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 1)
    records.page_failed(page_id(SCAN, 1), "E202", image_key="pages/x", width=10, height=20, dpi=300)
    read_page(records, SCAN, 1)
    [page] = records.pages(SCAN)
    assert (page.state, page.error_code, page.image_key) == (PageState.FAILED, "E202", "pages/x")
    assert page.reading_key is None


@pytest.mark.parametrize("state", [PageState.PENDING, PageState.FAILED])
def test_a_page_is_not_done_by_a_state_that_is_no_success(records: Records, state: PageState) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 1)
    with pytest.raises(UnexpectedError):
        read_page(records, SCAN, 1, state)


def test_a_failed_scan_is_told(records: Records) -> None:
    received_scan(records)
    records.scan_failed(SCAN, "E105")
    scan = records.scan(SCAN)
    assert (scan.state, scan.error_code, scan.page_count) == (ScanState.FAILED, "E105", None)


def test_a_scan_that_is_done_does_not_fail_any_more(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 0)
    records.documents_kept(SCAN, [])
    records.scan_failed(SCAN, "E900")
    assert records.scan(SCAN).state is ScanState.DONE
