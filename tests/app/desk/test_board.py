"""The operator's board."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from models.page import PageState
from pipeline.keeping.records import page_id
from pipeline.keeping.rows.dossiers import NewReceipt
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import SCRIPT
from tests.app.desk.kit import Served, Visitor


@pytest.fixture
def broken(empty_desk: Served) -> str:
    """A batch with a hostile name, of which two pages failed."""
    records = empty_desk.records
    batch_id = records.open_batch(f"{SCRIPT}{uuid.uuid4()}", "H15")
    scan_id = uuid.uuid4().hex * 2
    records.add_receipts(batch_id, [NewReceipt("HS", None, f"{SCRIPT}.png", Path("/a.png"), None, None)])
    [receipt] = records.receipts(batch_id)
    records.receipt_received(receipt.id, scan_id, 1, "image/png")
    records.scan_opened(scan_id, 3)
    records.page_failed(page_id(scan_id, 1), "E202")
    records.page_failed(page_id(scan_id, 2), "E201")
    return batch_id


def pending(desk: Served, batch_id: str) -> int:
    return desk.records.status(batch_id).pages[PageState.PENDING]


def test_one_a_group_or_all_is_tried_again(empty_desk: Served, broken: str, anyone: Visitor) -> None:
    anyone.sign_in("operator")
    [page, other] = empty_desk.records.status(broken).failures
    assert page.id in anyone.get("/board").text
    anyone.submit("/board/retry", batch_id=broken, subject_id=page.id)
    assert pending(empty_desk, broken) == 2
    anyone.submit("/board/retry", code=page.code)
    assert pending(empty_desk, broken) == 2
    anyone.submit("/board/retry", code=other.code)
    assert pending(empty_desk, broken) == 3
    assert broken in anyone.get("/board").text  # it is not done


def test_it_refreshes_itself_and_keeps_the_focus(browser: Browser, empty_desk: Served, broken: str) -> None:
    with opened(browser, empty_desk, "operator") as page:
        page.wait_for_url("**/board")
        assert serious_faults(page) == []
        assert page.title() == "Bảng điều hành · Sohoa"
        button = page.locator("#retry-all")
        button.focus()
        expect(button).to_be_focused()
        before = page.locator("#at").inner_text()
        expect(page.locator("#at")).not_to_have_text(before)
        expect(button).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert pending(empty_desk, broken) == 3
        expect(page.locator(f"#batch-{broken}")).to_be_visible()
