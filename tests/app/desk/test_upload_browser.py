"""Handing in through Chromium, as a clerk does: a folder, a duplicate, what is no scan, and all of it again
after the server ended on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from models.access import Role
from pipeline.keeping.rows import ReceiptState
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.kit import Served, serve
from tests.flows.kit import draw_page, marital_status, save_image

READ_SECONDS = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two dossiers, one of them twice, and a page that says it is a PDF."""
    top = tmp_path / "bản quét"
    save_image(top / "Hồ sơ 1" / "giấy.png", draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))
    save_image(top / "Hồ sơ 2" / "giấy.png", draw_page(marital_status("TRẦN THỊ LÁ", "036190005678")))
    shutil.copytree(top / "Hồ sơ 2", top / "Hồ sơ 3")
    (top / "Hồ sơ 3" / "<img src=x onerror=alert(1)>.pdf").write_text("<script>alert(1)</script>")
    return top


def test_a_folder_is_handed_in_read_and_ready_to_be_checked(
    tmp_path: Path, browser: Browser, folder: Path
) -> None:
    data = tmp_path / "data"
    with serve(data) as served:
        served.add_user("lan", Role.CLERK, "H15")
        with opened(browser, served, "lan") as page:
            page.goto("/upload")
            page.fill("#batch", "Lô thử")
            page.set_input_files("#folder", folder)
            expect(page.locator("#summary")).to_have_text("Đã nhận 3 trong 4 tệp; không nhận được 1.")
            expect(page.locator("#list .refused")).to_contain_text("không phải PDF")
            assert serious_faults(page) == []
        _check_listed(served, 3)
    with serve(data) as served:  # the server and its worker ended in the middle of the work
        with opened(browser, served, "lan") as page:
            page.goto("/upload")
            page.fill("#batch", "Lô thử")
            page.set_input_files("#folder", folder)
            expect(page.locator("#list .known")).to_have_count(3)
            page.click("#open")
            expect(page.get_by_text("Đã làm xong lô này.")).to_be_visible(timeout=READ_SECONDS * 1000)
            assert serious_faults(page) == []
            page.click("text=Kiểm tra lô này")
            page.wait_for_selector(".field")
        _check_listed(served, 3)
        [batch] = served.records.batches()
        status = served.records.status(batch.id)
        assert status.receipts[ReceiptState.RECEIVED] == 3
        assert (status.duplicates, status.documents, status.pages_in) == (1, 2, 2)
        assert status.pages_accounted == 2 and status.failures == []


def _check_listed(served: Served, files: int) -> None:
    [batch] = served.records.batches()
    assert batch.office == "H15"
    assert len(served.records.receipts(batch.id)) == files
