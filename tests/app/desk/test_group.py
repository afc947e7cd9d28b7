"""Doubtful figures of many papers on one sheet, with the keyboard alone."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from models.access import Role
from models.geometry import Box
from models.page import Word
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor

BORN = Word(text="14/03/1990", box=Box(200, 150, 500, 180), confidence=0.2, line=1)


@pytest.fixture
def office(empty_desk: Served) -> str:
    """An office of its own, with a clerk `<office>-a`."""
    name = f"o{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(f"{name}-a", Role.CLERK, name)
    return name


def born(desk: Served, document_id: str) -> tuple[str | None, str]:
    fields = {one.name: one for one in desk.records.document(document_id).document.fields}
    return fields["date_of_birth"].value, fields["date_of_birth"].decision.value


def at(page: Page, number: int) -> None:
    expect(page.locator(".tile").nth(number)).to_be_focused()


def test_figures_are_confirmed_and_put_right_one_after_the_other(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    keep(empty_desk, 4, office=office, words=[BORN])
    keep(empty_desk, 1, office=office, words=[BORN.model_copy(update={"confirmed": True})])
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/group")
        tiles = page.locator(".tile")
        expect(tiles).to_have_count(4)
        expect(page.get_by_role("heading", name="1 hay 7?")).to_be_visible()
        at(page, 0)
        assert serious_faults(page) == []
        ids = [str(tiles.nth(number).get_attribute("data-document")) for number in range(4)]
        page.keyboard.press("Enter")
        at(page, 1)
        page.keyboard.press("2")  # 24/03/1990
        page.keyboard.press("Enter")
        at(page, 2)
        page.keyboard.press("7")  # the 74th of March is no day
        page.keyboard.press("Enter")
        expect(tiles.nth(2)).to_have_class("tile refused")
        at(page, 2)
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        expect(tiles.nth(2)).to_have_class("tile done")
        at(page, 3)
        page.keyboard.press("n")
        expect(page.locator("#more")).to_be_focused()
        expect(page.locator(".tile.done")).to_have_count(3)
    assert [born(empty_desk, one) for one in ids] == [
        ("1990-03-14", "accepted"), ("1990-03-24", "accepted"), ("1990-03-14", "accepted"),
        ("1990-03-14", "review"),
    ]  # fmt: skip
    efforts = [one for one in empty_desk.records.efforts() if one.user_name == f"{office}-a"]
    assert sum(one.fields for one in efforts) == 3 and sum(one.keys for one in efforts) == 1 + 2 + 4


def test_what_is_left_of_a_group_is_right_by_one_key(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    ids = keep(empty_desk, 3, office=office, words=[BORN])
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/group")
        at(page, 0)
        page.keyboard.press("Shift+Enter")
        expect(page.locator(".tile.done")).to_have_count(3)
    assert {born(empty_desk, one) for one in ids} == {("1990-03-14", "accepted")}


def test_another_offices_figures_are_on_no_sheet_of_ours(
    empty_desk: Served, anyone: Visitor, office: str
) -> None:
    keep(empty_desk, 1, office=office, words=[BORN])
    [batch] = empty_desk.records.batches(office)
    html = anyone.sign_in("clerk").get("/group", params={"batch": batch.id}).text
    assert "Không có chữ số nào" in html
