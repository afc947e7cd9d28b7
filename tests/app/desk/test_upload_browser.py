"""Handing in through Chromium, as a clerk does: a folder, a duplicate, what is no scan, while the server and
its worker are killed on the way: nothing is lost, nothing is there twice, and the page goes on by itself."""

from __future__ import annotations

import random
import re
import shutil
import time
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from models.access import Role
from models.page import PageState
from pipeline.keeping.rows.dossiers import ReceiptState
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.kit import Served, free_port, kill, serve
from tests.app.desk.relay import Cut, relayed
from tests.flows.kit import draw_page, marital_status, save_image

READ_SECONDS = 600
PEOPLE = (
    ("NGUYỄN THỊ HOA", "036190001234"),
    ("TRẦN THỊ LÁ", "036190005678"),
    ("LÊ THỊ CÀNH", "036190007890"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three dossiers, one of them twice, and a page that says it is a PDF."""
    top = tmp_path / "bản quét"
    for number, person in enumerate(PEOPLE):
        save_image(top / f"Hồ sơ {number}" / "giấy.png", draw_page(marital_status(*person)))
    shutil.copytree(top / "Hồ sơ 2", top / "Hồ sơ 3")
    (top / "Hồ sơ 3" / "<img src=x onerror=alert(1)>.pdf").write_text("<script>alert(1)</script>")
    return top


def test_a_folder_is_handed_in_and_read_though_the_server_is_killed_twice(
    tmp_path: Path, browser: Browser, folder: Path
) -> None:
    data, port = tmp_path / "data", free_port()
    with serve(data, port=port) as served:
        served.add_user("lan", Role.CLERK, "H15")
        with relayed(served) as (desk, relay), opened(browser, desk, "lan") as page:
            page.goto("/upload")
            page.fill("#batch", "Lô thử")
            relay.cut = Cut("PUT /upload/", partial(kill, served), before=1)
            page.set_input_files("#folder", folder)
            expect(page.locator("#list .lost").first).to_be_visible()
            with serve(data, port=port):  # the page is still open, and does the rest
                expect(page.locator("#summary")).to_have_text("Đã nhận 4 trong 5 tệp; không nhận được 1.")
                expect(page.locator("#list .refused")).to_contain_text("không phải PDF")
                assert serious_faults(page) == []
                _check_listed(served, 4)
                page.click("#open")
                page.wait_for_url("**/batches/*")
                _wait_for_a_page(served)
                kill(served)
            with serve(data, port=port):  # and so does the worker, while the clerk looks on
                expect(page.get_by_text("Đã làm xong lô này.")).to_be_visible(timeout=READ_SECONDS * 1000)
                assert serious_faults(page) == []
                _hand_in_again(page, folder)
                page.click("#open")
                page.click("text=Kiểm tra lô này")
                page.wait_for_selector(".field")
        _check_listed(served, 4)
        [batch] = served.records.batches()
        status = served.records.status(batch.id)
        assert status.receipts[ReceiptState.RECEIVED] == 4
        assert (status.duplicates, status.documents, status.pages_in) == (1, 3, 3)
        assert status.pages_accounted == 3 and status.failures == []


def _wait_for_a_page(served: Served) -> None:
    """Until one of three is read: the page tells it only every other second, and may never tell it."""
    [batch] = served.records.batches()
    deadline = time.monotonic() + READ_SECONDS
    while not served.records.status(batch.id).pages[PageState.READ]:
        assert time.monotonic() < deadline, "no page was read"
        time.sleep(0.05)


def _hand_in_again(page: Page, folder: Path) -> None:
    """Dropped once more, nothing is sent."""
    page.goto("/upload")
    page.fill("#batch", "Lô thử")
    page.set_input_files("#folder", folder)
    expect(page.locator("#list .known")).to_have_count(4)


def _check_listed(served: Served, files: int) -> None:
    [batch] = served.records.batches()
    assert batch.office == "H15"
    assert len(served.records.receipts(batch.id)) == files


def test_three_hundred_files_arrive_once_from_two_tabs(
    empty_desk: Served, browser: Browser, tmp_path: Path
) -> None:
    scans = [tmp_path / f"{number:03}.png" for number in range(300)]
    for number, path in enumerate(scans):
        Image.new("L", (40, 40), number % 256).save(path, dpi=(300 + number // 256, 300))
    empty_desk.add_user("many", Role.CLERK, "H97")
    with opened(browser, empty_desk, "many") as page:
        other = page.context.new_page()
        for tab, some in ((page, scans), (other, scans[:30])):
            tab.goto("/upload")
            tab.fill("#batch", "Ba trăm")
            tab.set_input_files("#files", some)
        for tab, count in ((page, 300), (other, 30)):
            told = f"Đã nhận {count} trong {count} tệp; không nhận được 0."
            expect(tab.locator("#summary")).to_have_text(told)
    [batch] = empty_desk.records.batches("H97")
    assert len(empty_desk.records.receipts(batch.id)) == 300


def test_a_large_file_goes_on_after_the_network_was_away(
    empty_desk: Served, browser: Browser, tmp_path: Path
) -> None:
    large = tmp_path / "lớn.pdf"
    large.write_bytes(b"%PDF-1.4\n" + random.Random(1).randbytes(20 * 1024 * 1024))
    empty_desk.add_user("sender", Role.CLERK, "H99")
    with relayed(empty_desk) as (desk, relay), opened(browser, desk, "sender") as page:
        page.goto("/upload")
        page.fill("#batch", "Tệp lớn")
        relay.cut = Cut("PUT /upload/", relay.go_away, arrives=False, before=1)
        page.set_input_files("#files", large)
        expect(page.locator("#list .lost")).to_be_visible()
        relay.away = False
        expect(page.locator("#list .kept")).to_be_visible()
    offsets = [re.findall(r"offset=(\d+)", line)[0] for line in relay.seen if line.startswith("PUT ")]
    piece = 8 * 1024 * 1024
    assert offsets.count("0") == 1 and offsets.count(str(piece)) >= 2  # a browser may try once more by itself
    assert [offset for offset, _ in groupby(offsets)] == ["0", str(piece), str(2 * piece)]
    [batch] = empty_desk.records.batches("H99")
    [receipt] = empty_desk.records.receipts(batch.id)
    assert receipt.path.read_bytes() == large.read_bytes()
