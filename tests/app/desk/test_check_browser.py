"""The check screen as a clerk uses it: in Chromium, with the keyboard alone."""

from __future__ import annotations

import time
import unicodedata
import uuid
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from models.access import Role
from pipeline.keeping.rows.desk import Outcome
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import SCRIPT, keep
from tests.app.desk.kit import Served, free_port, kill, serve
from tests.app.desk.relay import Cut, relayed


@pytest.fixture
def office(empty_desk: Served) -> str:
    """An office of its own, with a clerk `<office>-a`."""
    name = f"o{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(f"{name}-a", Role.CLERK, name)
    return name


def test_right_fields_take_one_key_each(empty_desk: Served, browser: Browser, office: str) -> None:
    ids = keep(empty_desk, 3, office=office)
    began = time.monotonic()
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.wait_for_url("**/check")
        expect(page.get_by_role("link", name="Bắt đầu kiểm tra")).to_be_focused()
        page.keyboard.press("Enter")
        for _ in range(3):
            expect(page.locator("#i-full_name")).to_be_focused()
            here = page.url
            for _ in range(3):
                page.keyboard.press("Enter")
            page.wait_for_url(lambda url, here=here: url != here)  # type: ignore[misc]
        expect(page.get_by_text("Không còn giấy tờ nào cần xem.")).to_be_visible()
    efforts = [one for one in empty_desk.records.efforts() if one.user_name == f"{office}-a"]
    assert sum(one.fields for one in efforts) == 9
    assert all(one.outcome is Outcome.RIGHT and one.keys == one.fields for one in efforts)
    assert all(one.milliseconds >= 0 for one in efforts)
    assert sum(one.milliseconds for one in efforts) < 1000 * (time.monotonic() - began)
    logged = [line for one in ids for line in empty_desk.records.audit_lines(one)]
    details = [line.entry.details for line in logged if line.entry.action == "field.check"]
    assert sum(int(one["milliseconds"]) for one in details) == sum(one.milliseconds for one in efforts)
    assert sum(int(one["keys"]) for one in details) == 9


def test_a_wrong_field_is_typed_anew_and_undone(empty_desk: Served, browser: Browser, office: str) -> None:
    [document_id] = keep(empty_desk, 1, office=office)
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/check/next")
        expect(page.locator("#f-full_name input[name=value]")).to_be_focused()
        page.keyboard.type("Nguyễn Văn Ân")
        page.keyboard.press("Enter")
        expect(page.locator("#i-date_of_birth")).to_be_focused()
        page.keyboard.type("hôm qua")
        expect(page.get_by_text("Không phải giá trị hợp lệ")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#f-date_of_birth.refused")).to_be_visible()
        expect(page.locator("#i-date_of_birth")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#i-date_of_birth")).to_have_value("14/03/1990")
        page.keyboard.press("F8")
        expect(page.locator("#f-full_name.doubtful")).to_be_visible()
        expect(page.locator("#i-full_name")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#i-date_of_birth")).to_be_focused()
    values = [one.what.value for one in empty_desk.records.history(document_id, "full_name")]
    assert values == ["Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyễn Văn An"]


def test_an_input_method_composes_undisturbed(empty_desk: Served, browser: Browser, office: str) -> None:
    """As Telex and VNI do it: the Enter that ends a word is the input method's, and letters may come with
    their marks apart."""
    [document_id] = keep(empty_desk, 1, office=office)
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/check/next")
        expect(page.locator("#i-full_name")).to_be_focused()
        method = page.context.new_cdp_session(page)
        method.send("Input.imeSetComposition", {"text": "Nguyễn Â", "selectionStart": 8, "selectionEnd": 8})
        expect(page.locator("#i-full_name")).to_have_value("Nguyễn Â")
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        method.send("Input.insertText", {"text": unicodedata.normalize("NFD", "Nguyễn Ân")})
        expect(page.locator("#i-full_name")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#f-full_name.sure")).to_be_visible()
    [_, kept] = empty_desk.records.history(document_id, "full_name")
    assert kept.what.value == "Nguyễn Ân"
    [effort] = [one for one in empty_desk.records.efforts() if one.user_name == f"{office}-a"]
    assert effort.keys == 2  # the method's and the clerk's


def test_zoom_unreadable_skip_and_set_aside_by_their_keys(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    keep(empty_desk, 2, office=office)
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/check/next")
        expect(page.locator("#i-full_name")).to_be_focused()
        expect(page.locator("rect.now")).to_have_count(1)
        whole = page.get_attribute("svg.page", "viewBox")
        page.keyboard.press("F2")
        expect(page.locator("svg.page")).not_to_have_attribute("viewBox", str(whole))
        page.keyboard.press("F7")
        expect(page.locator("#f-full_name.sure")).to_be_visible()
        first = page.url
        page.keyboard.press("F4")
        page.wait_for_url(lambda url: url != first and "/next" not in url)
        page.keyboard.press("F10")
        expect(page.locator("#page-problem-dialog")).to_be_visible()
        assert serious_faults(page) == []
        page.keyboard.press("Enter")
        page.wait_for_url(first)
        page.keyboard.press("F9")
        expect(page.locator("#wrong-type-dialog")).to_be_visible()
        page.keyboard.press("Escape")
    [aside] = empty_desk.records.asides(office)
    assert aside.user_name == f"{office}-a"


def test_what_was_lost_on_the_way_is_sent_again(empty_desk: Served, browser: Browser, office: str) -> None:
    [document_id] = keep(empty_desk, 1, office=office)
    with relayed(empty_desk) as (desk, relay), opened(browser, desk, f"{office}-a") as page:
        page.goto("/check/next")
        expect(page.locator("#i-full_name")).to_be_focused()
        relay.away = True
        page.keyboard.press("Enter")
        expect(page.locator("#trouble")).to_contain_text("Mất kết nối")
        relay.away = False
        expect(page.locator("#f-full_name.sure")).to_be_visible()
        expect(page.locator("#trouble")).to_be_empty()
    assert len(empty_desk.records.history(document_id, "full_name")) == 2


def test_a_server_killed_in_the_middle_of_a_check_loses_nothing(tmp_path: Path, browser: Browser) -> None:
    data, port = tmp_path / "data", free_port()
    with serve(data, "--no-work", port=port) as served:
        served.add_user("lan", Role.CLERK, "H15")
        [document_id] = keep(served, 1, office="H15")
        with relayed(served) as (desk, relay), opened(browser, desk, "lan") as page:
            page.goto("/check/next")
            expect(page.locator("#i-full_name")).to_be_focused()
            relay.cut = Cut(f"POST /check/{document_id}/fields/full_name", partial(kill, served))
            page.keyboard.press("Enter")
            expect(page.locator("#trouble")).to_contain_text("Mất kết nối")
            expect(page.locator("#i-date_of_birth")).to_be_focused()
            page.keyboard.press("Enter")  # while nobody is there to take it
            with serve(data, "--no-work", port=port):
                expect(page.locator("#f-full_name.sure")).to_be_visible()
                expect(page.locator("#f-date_of_birth.sure")).to_be_visible()
                expect(page.locator("#trouble")).to_be_empty()
                expect(page.locator("#i-place_of_birth")).to_be_focused()
                page.keyboard.press("Enter")
                expect(page.get_by_text("Không còn giấy tờ nào cần xem.")).to_be_visible()
        for name in ("full_name", "date_of_birth", "place_of_birth"):
            assert len(served.records.history(document_id, name)) == 2, name
        assert sum(one.fields for one in served.records.efforts()) == 3
        logged = [line.entry.action for line in served.records.audit_lines(document_id)]
        assert logged.count("field.check") == 3


def test_two_clerks_on_one_document_are_told_and_lose_nothing(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    empty_desk.add_user(f"{office}-b", Role.CLERK, office)
    [document_id] = keep(empty_desk, 1, office=office)
    with (
        opened(browser, empty_desk, f"{office}-a") as first,
        opened(browser, empty_desk, f"{office}-b") as second,
    ):
        first.goto(f"/check/{document_id}")
        expect(first.locator("#i-full_name")).to_be_focused()
        second.goto(f"/check/{document_id}")
        expect(second.get_by_text(f"{office}-a")).to_be_visible()
        expect(second.locator("#i-full_name")).to_be_focused()
        first.keyboard.insert_text("Nguyễn Văn Ân")
        first.keyboard.press("Enter")
        expect(first.locator("#f-full_name.sure")).to_be_visible()
        second.keyboard.press("Enter")  # on what the other has changed meanwhile
        expect(second.locator("#f-full_name .bad")).to_contain_text(f"{office}-a")
        expect(second.locator("#i-full_name")).to_have_value("Nguyễn Văn Ân")
        assert len(empty_desk.records.history(document_id, "full_name")) == 2
        expect(second.locator("#i-full_name")).to_be_focused()
        second.keyboard.insert_text("Nguyễn Văn Ẩn")
        second.keyboard.press("Enter")
        expect(second.locator("#i-date_of_birth")).to_be_focused()
        expect(second.locator("#f-full_name:is(.sending, .refused)")).to_have_count(0)
    values = [
        (one.what.value, one.what.decided_by) for one in empty_desk.records.history(document_id, "full_name")
    ]
    assert values[1:] == [("Nguyễn Văn Ân", f"{office}-a"), ("Nguyễn Văn Ẩn", f"{office}-b")]


def test_pages_have_no_serious_fault_and_run_no_foreign_script(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    keep(empty_desk, 1, office=office, full_name=SCRIPT, file_name="a<script>alert(1)<∕script>.png")
    with opened(browser, empty_desk, None) as page:
        page.goto("/login")
        assert serious_faults(page) == []
    with opened(browser, empty_desk, f"{office}-a") as page:
        for path in ("/check", "/check/next", "/password", "/nope"):
            page.goto(path)
            assert serious_faults(page) == [], path
        page.goto("/check/next")
        assert page.title() == "Giấy khai sinh · Sohoa"
    with opened(browser, empty_desk, "administrator") as page:
        assert serious_faults(page) == []
