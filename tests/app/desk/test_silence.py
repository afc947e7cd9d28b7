"""Connections that die without a word, as behind a switch that is turned off: no page waits for ever."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from models.access import Role
from tests.app.desk.browser import opened
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served
from tests.app.desk.relay import Cut, relayed
from tests.flows.kit import draw_page, marital_status, save_image


def test_what_gets_no_answer_is_sent_again(empty_desk: Served, browser: Browser, tmp_path: Path) -> None:
    """Both at once, since each page waits a while before it gives up: a field, of which the answer is lost,
    and a scan that does not arrive."""
    empty_desk.add_user("patient", Role.CLERK, "H98")
    [document_id] = keep(empty_desk, 1, office="H98")
    save_image(tmp_path / "giấy.png", draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))
    with (
        relayed(empty_desk) as (one, to_check),
        relayed(empty_desk) as (other, to_upload),
        opened(browser, one, "patient") as checking,
        opened(browser, other, "patient") as uploading,
    ):
        uploading.goto("/upload")
        uploading.fill("#batch", "Lặng im")
        to_upload.cut = Cut("PUT /upload/", arrives=False, told=False)
        uploading.set_input_files("#files", tmp_path / "giấy.png")
        checking.goto("/check/next")
        expect(checking.locator("#i-full_name")).to_be_focused()
        to_check.cut = Cut(f"POST /check/{document_id}/fields/full_name", told=False)
        checking.keyboard.press("Enter")
        expect(checking.locator("#trouble")).to_contain_text("Mất kết nối")
        expect(checking.locator("#f-full_name.sure")).to_be_visible()
        expect(checking.locator("#trouble")).to_be_empty()
        expect(uploading.locator("#list .kept")).to_be_visible()
    assert len(empty_desk.records.history(document_id, "full_name")) == 2
    assert len([line for line in to_upload.seen if line.startswith("PUT /upload/")]) == 2
    [batch] = [one for one in empty_desk.records.batches("H98") if one.name == "Lặng im"]
    assert len(empty_desk.records.receipts(batch.id)) == 1
