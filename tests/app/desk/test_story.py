"""A new clerk's first day: the samples handed in, everything doubtful checked, a citizen confirmed, exported.

With the environment variable PICTURES the pages are kept as pictures in that folder: the docs use them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web.passwords import hash_password
from bench.recount import recount, write
from models.access import Role
from models.dossier import FieldValue, Match, MatchDecision
from pipeline.keeping.rows.desk import Scope
from samples.score import same_value
from tests.app.desk.browser import opened
from tests.app.desk.clerk import Clerk, Paper, papers, take_picture
from tests.app.desk.kit import PASSWORD, Served, serve
from tests.flows.kit import ROOT, environment, sohoa

SAMPLES = ROOT / "samples"
FIRST = "mật khẩu người khác biết"
READ_SECONDS = 1200  # a machine that does much else at the same time


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    env = environment(tmp_path / "data")
    assert sohoa(env, "register", "import", SAMPLES / "register.csv").returncode == 0
    with serve(tmp_path / "data") as served:
        served.records.add_user("hoa", "Trần Thị Hoa", Role.CLERK, "H36", hash_password("hoa", FIRST), "test")
        served.add_user("kiem", Role.CHECKER, "H36")
        yield served


def test_a_new_clerk_from_the_first_password_to_the_export(desk: Served, browser: Browser) -> None:
    with opened(browser, desk, None) as page:
        _log_in_for_the_first_time(page)
        batch_id = _hand_in(page, desk)
        _check_everything(page, desk)
        _confirm_a_citizen(page, desk, browser)
        _export(page, desk, batch_id)
        _hand_over(page, batch_id)
    _figures_are_those_of_the_log(desk, browser)


def _log_in_for_the_first_time(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[name=name]")).to_be_focused()
    take_picture(page, "login")
    page.keyboard.type("hoa")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(FIRST)
    page.keyboard.press("Enter")
    expect(page.locator("[name=old]")).to_be_focused()
    for text in (FIRST, PASSWORD, PASSWORD):
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")


def _hand_in(page: Page, desk: Served) -> str:
    page.get_by_role("link", name="Nộp bản quét").press("Enter")
    page.wait_for_url("**/upload")  # before it is loaded nothing is heard
    expect(page.locator("#batch")).to_be_focused()
    page.keyboard.insert_text("Hồ sơ mẫu")
    page.set_input_files("#folder", SAMPLES / "dossiers")
    files = len([one for one in (SAMPLES / "dossiers").rglob("*") if one.is_file()])
    expect(page.locator("#summary")).to_have_text(f"Đã nhận {files} trong {files} tệp; không nhận được 0.")
    take_picture(page, "upload")
    page.locator("#open").press("Enter")
    expect(page.get_by_text(re.compile("Đã đọc [1-9]"))).to_be_visible(timeout=READ_SECONDS * 1000)
    take_picture(page, "reading")
    expect(page.get_by_text("Đã làm xong lô này.")).to_be_visible(timeout=READ_SECONDS * 1000)
    take_picture(page, "batch")
    [batch] = desk.records.batches("H36")
    assert batch.name == "Hồ sơ mẫu"
    status = desk.records.status(batch.id)
    assert status.pages_in == status.pages_accounted == sum(len(paper["pages"]) for paper in papers())
    assert status.failures == []
    return batch.id


def _check_everything(page: Page, desk: Served) -> None:
    page.get_by_role("link", name="Kiểm tra lô này").press("Enter")
    page.wait_for_url(re.compile("/check/[0-9a-f]+"))
    clerk = Clerk(page, desk.records, lambda paper: _picture(page, paper))
    done = clerk.check_everything()
    take_picture(page, "queue")
    assert len(done) >= 20
    assert desk.records.waiting(Scope("H36")) == []
    wrong = [told for one in done for told in _not_as_on_paper(desk, clerk, one)]
    assert wrong == []


def _not_as_on_paper(desk: Served, clerk: Clerk, document_id: str) -> list[str]:
    """Fields that the clerk decided and that are not what stands on the paper; ids and names only."""
    row = desk.records.document(document_id)
    paper = clerk.paper_of(row)
    return [
        f"{document_id} {value.name}"
        for value in row.document.fields
        if value.decided_by == "hoa" and not _is(value, paper["fields"].get(value.name))
    ]


def _is(value: FieldValue, truth: str | None) -> bool:
    return value.value is None if truth is None else same_value(value.name, truth, value.value)


def _picture(page: Page, paper: Paper) -> None:
    expect(page.locator("svg.page").first).to_be_visible()
    take_picture(page, f"check-{paper['document_type']}")


def _confirm_a_citizen(page: Page, desk: Served, browser: Browser) -> None:
    """Where something speaks against it, a second clerk must say the same."""
    page.goto("/citizens")
    page.get_by_role("link", name="Bắt đầu kiểm tra").press("Enter")
    document_id, role, right = _next_known(page, desk)
    take_picture(page, "citizen")
    first = _answer(page, desk, document_id, role, right)
    if first.decision is MatchDecision.REVIEW:
        with opened(browser, desk, "kiem") as other:
            other.goto(page.url)
            while _next_known(other, desk)[:2] != (document_id, role):
                _skip(other)
            first = _answer(other, desk, document_id, role, right)
    assert (first.decision, first.citizen_id) == (MatchDecision.MATCH, right)


def _next_known(page: Page, desk: Served) -> tuple[str, str, str]:
    """The next question of which a candidate is right: document, role, and that citizen."""
    while True:
        expect(page.locator("[data-key=n]")).to_be_visible()
        page.wait_for_load_state()  # before it keys are not heard
        place = urlsplit(page.url)
        document_id = place.path.rpartition("/")[2]
        role = dict(parse_qsl(place.query)).get("role", "")
        row = desk.records.document(document_id)
        right = Clerk(page, desk.records).paper_of(row)["subjects"].get(role)
        if right in _match(desk, document_id, role).candidates:
            return document_id, role, right
        _skip(page)


def _skip(page: Page) -> None:
    here = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != here)


def _answer(page: Page, desk: Served, document_id: str, role: str, right: str) -> Match:
    """Say by its key that it is that candidate; what holds then."""
    here = page.url
    page.keyboard.press(str(_match(desk, document_id, role).candidates.index(right) + 1))
    page.wait_for_url(lambda url: url != here)
    return _match(desk, document_id, role)


def _match(desk: Served, document_id: str, role: str) -> Match:
    matches = desk.records.document(document_id).document.matches
    return next(one for one in matches if one.role == role)


def _export(page: Page, desk: Served, batch_id: str) -> None:
    page.goto(f"/batches/{batch_id}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất kết quả").press("Enter")
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    clerks = [row for row in rows if "clerk" in row["sources"].split()]
    assert len(clerks) >= 20
    assert {row["document_type"] for row in rows} >= {"birth_certificate", "identity_card_2024", "blank"}


def _hand_over(page: Page, batch_id: str) -> None:
    """Count the originals of the first dossier, as many as were scanned."""
    page.goto(f"/batches/{batch_id}")
    page.get_by_role("link", name="Bàn giao bản gốc").press("Enter")
    row = page.locator(".handover tbody tr").first
    papers, pages = re.findall(r"\d+", row.locator("td").first.inner_text())[:2]
    expect(row.locator("[name=papers]")).to_be_focused()
    page.keyboard.type(papers)
    page.keyboard.press("Tab")
    page.keyboard.type(pages)
    page.keyboard.press("Enter")
    expect(row.get_by_text("khớp")).to_be_visible()
    take_picture(page, "handover")
    receipt = page.request.get(str(row.get_by_role("link", name="Giấy tiếp nhận").get_attribute("href")))
    assert receipt.body().startswith(b"%PDF-")


def _figures_are_those_of_the_log(desk: Served, browser: Browser) -> None:
    """What the report says is what bench/recount.py finds in the log, line for line."""
    done = sohoa(environment(desk.data_dir), "audit", "export")
    assert done.returncode == 0, done.stderr
    recounted = io.StringIO()
    write(recount(done.stdout.splitlines()), recounted)
    with opened(browser, desk, "kiem") as page:
        page.goto("/reports")
        take_picture(page, "reports")
        told = page.request.get("/reports/checks.csv").text()
    assert sorted(told.split()) == sorted(recounted.getvalue().split())
    assert (
        len({json.loads(line)["subjects"][0] for line in done.stdout.splitlines() if "field.check" in line})
        >= 20
    )
