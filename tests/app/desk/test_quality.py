"""Accepted values are drawn and read once more by clerks who do not see them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from playwright.sync_api import Browser, expect

from models.access import Role
from pipeline.keeping.rows.desk import Outcome
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def office(empty_desk: Served) -> str:
    """An office of its own, with a clerk `<office>-a` and three papers, each with one accepted value."""
    name = f"o{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(f"{name}-a", Role.CLERK, name)
    keep(empty_desk, 3, office=name)
    return name


def draw(desk: Served, office: str, wrong_at_most: float = 0.5) -> int:
    [batch] = desk.records.batches(office)
    return desk.records.draw_samples(batch.id, wrong_at_most)


def read(visitor: Visitor, address: str, value: str, **more: str) -> int:
    document_id = address.partition("?")[0].rpartition("/")[2]
    data = {"check_id": str(uuid.uuid4()), "revision": "1", "milliseconds": "900", "keys": "1"} | more
    return visitor.submit(f"/quality/{document_id}/fields/sex", value=value, **data).status_code


def test_as_many_are_drawn_as_the_target_asks_and_once(empty_desk: Served, office: str) -> None:
    assert draw(empty_desk, office) == 2  # of three, two tell that fewer than two are wrong
    assert draw(empty_desk, office) == 0
    assert draw(empty_desk, office, 0.001) == 1  # a stricter target asks for all of them
    assert empty_desk.records.samples_left(office) == (3, 3)


def test_what_is_read_again_counts_in_the_four_quadrants(
    empty_desk: Served, anyone: Visitor, office: str
) -> None:
    draw(empty_desk, office)
    anyone.sign_in(f"{office}-a")
    first = anyone.get("/quality/next").headers["location"]
    html = anyone.get(first).text
    assert 'data-shown=""' in html and "14/03/1990" not in html and "Chấp nhận" not in html
    assert read(anyone, first, "") == 422
    assert read(anyone, first, "Nam") == 200
    second = anyone.get("/quality/next").headers["location"]
    assert second != first
    assert read(anyone, second, "Nữ") == 422  # both are shown first
    assert read(anyone, second, "Nữ", insist="true") == 200
    assert anyone.get("/quality/next").headers["location"] == "/quality"
    found = [one for one in empty_desk.records.verdicts(LONG_AGO) if one.office == office]
    assert all(one.accepted and one.sampled for one in found)
    assert {one.outcome: one.fields for one in found} == {Outcome.RIGHT: 1, Outcome.CORRECTED: 1}
    assert anyone.submit("/check/undo").status_code == 200  # and it is to be read again
    assert empty_desk.records.samples_left(office) == (1, 2)


def test_what_was_not_drawn_or_is_anothers_is_not_there(
    empty_desk: Served, anyone: Visitor, office: str
) -> None:
    draw(empty_desk, office)
    anyone.sign_in(f"{office}-a")
    drawn = anyone.get("/quality/next").headers["location"]
    assert anyone.get(drawn.replace("name=sex", "name=full_name")).status_code == 404
    with empty_desk.visitor() as other:
        other.sign_in("clerk")
        assert other.get(drawn).status_code == 404 and read(other, drawn, "Nam") == 404


def test_samples_are_read_with_the_keyboard_alone(empty_desk: Served, browser: Browser, office: str) -> None:
    draw(empty_desk, office)
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/quality")
        assert serious_faults(page) == []
        expect(page.get_by_role("link", name="Đọc lại")).to_be_focused()
        page.keyboard.press("Enter")
        for value in ("Nam", "Nam"):
            expect(page.locator("#i-sex")).to_be_focused()
            expect(page.locator("#i-sex")).to_have_value("")
            expect(page.locator("#boundaries, #wrong-type, #page-problem")).to_have_count(0)
            here = page.url
            page.keyboard.type(value)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url, here=here: url != here)  # type: ignore[misc]
        expect(page.get_by_text("Không còn mẫu nào")).to_be_visible()
    assert empty_desk.records.samples_left(office) == (0, 2)
