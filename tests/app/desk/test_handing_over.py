"""Originals counted against scans, and what is printed at the counter."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import zxingcpp
from pdf2image import convert_from_bytes
from playwright.sync_api import Browser, expect

from models.access import Role
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import SCRIPT, keep
from tests.app.desk.kit import Served, Visitor
from tests.pipeline.printing.reading import text_of


@pytest.fixture
def office(empty_desk: Served) -> str:
    """An office of its own with a clerk of the same name, and a batch of three dossiers of one page."""
    name = f"h{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(name, Role.CLERK, name)
    keep(empty_desk, 3, office=name, full_name=SCRIPT)
    return name


@pytest.fixture
def clerk(empty_desk: Served, office: str) -> Iterator[Visitor]:
    with empty_desk.visitor() as visitor:
        yield visitor.sign_in(office)


def dossiers(desk: Served, office: str) -> list[str]:
    [batch] = desk.records.batches(office)
    return [one.id for one in desk.records.dossiers(batch.id)]


def test_what_is_counted_is_kept_also_where_it_differs(
    empty_desk: Served, office: str, clerk: Visitor
) -> None:
    first, second, _ = dossiers(empty_desk, office)
    [batch] = empty_desk.records.batches(office)
    page = f"/batches/{batch.id}/handover"
    assert clerk.submit(f"/dossiers/{first}/count", papers="1", pages="1").headers["location"] == page
    assert clerk.submit(f"/dossiers/{second}/count", papers="1", pages="3", note="thiếu 2").status_code == 303
    html = clerk.get(page).text
    assert html.count("khớp") == 1 and "lệch +0 giấy tờ, +2 trang" in html and html.count("chưa đếm") == 1
    counted = empty_desk.records.dossier(second, office).counted
    assert counted is not None and not counted.agrees
    assert (counted.pages, counted.scanned_pages, counted.note) == (3, 1, "thiếu 2")
    logged = [line.entry for line in empty_desk.records.audit_lines(second)]
    assert [(one.action, dict(one.details)) for one in logged] == [
        ("dossier.count", {"papers": "1", "pages": "3"})
    ]
    assert clerk.submit(f"/dossiers/{second}/count", papers="-1", pages="x").status_code == 422


def test_the_receipt_tells_its_values_and_its_code_names_nobody(
    empty_desk: Served, office: str, clerk: Visitor
) -> None:
    first = dossiers(empty_desk, office)[0]
    answer = clerk.get(f"/dossiers/{first}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    told = text_of(answer.content)
    for text in ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Hồ sơ: Hồ sơ 0", "1 Giấy khai sinh 1", office):
        assert text in told
    dossier, procedure, of_office, title, print_id = code_on(answer.content).split("|")
    assert (dossier, procedure, of_office) == ("", "", office)
    assert title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    [logged] = [line.entry for line in empty_desk.records.audit_lines(print_id)]
    assert (logged.who, logged.action, logged.subjects) == (
        f"clerk:{office}",
        "paper.print",
        (first, print_id),
    )
    again = code_on(clerk.get(f"/dossiers/{first}/receipt.pdf").content)
    assert again.rpartition("|")[2] != print_id


def code_on(pdf: bytes) -> str:
    [page] = convert_from_bytes(pdf, dpi=150)
    [found] = zxingcpp.read_barcodes(page)
    return found.text


def test_the_record_tells_a_difference_and_needs_a_count(
    empty_desk: Served, office: str, clerk: Visitor
) -> None:
    first = dossiers(empty_desk, office)[0]
    refused = clerk.get(f"/dossiers/{first}/record.pdf")
    assert refused.status_code == 409 and "E426" in refused.text
    clerk.submit(f"/dossiers/{first}/count", papers="2", pages="5", note="#eval(1) thiếu tờ bìa")
    pdf = clerk.get(f"/dossiers/{first}/record.pdf").content
    told = text_of(pdf)
    for text in ("Giấy tờ 2 1 +1", "Trang 5 1 +4", "KHÔNG khớp", "Ghi chú: #eval(1) thiếu tờ bìa", office):
        assert text in told
    assert code_on(pdf).split("|")[3] == "Biên bản bàn giao, trả lại bản gốc"
    clerk.submit(f"/dossiers/{first}/count", papers="1", pages="1")
    assert "Số bản gốc khớp với số bản quét." in text_of(clerk.get(f"/dossiers/{first}/record.pdf").content)


def test_another_office_sees_no_dossier(empty_desk: Served, office: str, anyone: Visitor) -> None:
    [batch] = empty_desk.records.batches(office)
    first = dossiers(empty_desk, office)[0]
    other = f"x{office}"
    empty_desk.add_user(other, Role.CLERK, other)
    anyone.sign_in(other)
    paths = (
        f"/batches/{batch.id}/handover",
        f"/dossiers/{first}/receipt.pdf",
        f"/dossiers/{first}/record.pdf",
    )
    assert {anyone.get(path).status_code for path in paths} == {404}
    assert anyone.submit(f"/dossiers/{first}/count", papers="1", pages="1").status_code == 404
    assert empty_desk.records.dossier(first, office).counted is None


def test_dossiers_are_counted_by_the_keyboard(empty_desk: Served, browser: Browser, office: str) -> None:
    [batch] = empty_desk.records.batches(office)
    with opened(browser, empty_desk, office) as page:
        page.goto(f"/batches/{batch.id}/handover")
        for number in range(3):
            row = page.locator(".handover tbody tr").nth(number)
            expect(row.locator("[name=papers]")).to_be_focused()  # the first that was not counted
            page.keyboard.type("1")
            page.keyboard.press("Tab")
            page.keyboard.type("1")
            page.keyboard.press("Enter")
            expect(row.get_by_text("khớp")).to_be_visible()
        assert serious_faults(page) == []
