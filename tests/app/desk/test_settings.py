"""The page of regulations, as operators and administrators use it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from models.forms import load_forms
from models.policy import parse_thresholds
from models.procedures import load_procedures
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.kit import Served, Visitor

THRESHOLDS = "fitted_on: 2026-11-22\nallowed: 0.001\ncertainty: 0.95\nkeys: {name: {above: 0.02}}\n"


@pytest.fixture
def operator(anyone: Visitor) -> Visitor:
    return anyone.sign_in("operator")


def change(visitor: Visitor, seen: int, **told: str | list[str]) -> int:
    form: dict[str, str | list[str]] = {
        "csrf": visitor.csrf,
        "seen": str(seen),
        "why": "Quyết định 1",
        "types": [form.type for form in load_forms()],
        "procedures": [one.code for one in load_procedures()],
        "story_days": "90",
        "alert_backlog_hours": "48",
        "alert_failures": "20",
    }
    return visitor.post("/settings", data=form | told).status_code


def test_a_change_is_a_new_version(empty_desk: Served, operator: Visitor) -> None:
    records = empty_desk.records
    seen, lines = records.regulations().version, records.audit_head().number
    types = [form.type for form in load_forms() if form.type != "death_extract"]
    told: dict[str, str | list[str]] = {
        "types": types,
        "wrong_of_1000": "0,5",
        "thresholds": THRESHOLDS,
        "double_key": ["birth_certificate.full_name"],
    }
    assert change(operator, seen, **told) == 303
    issue = records.regulations()
    assert (issue.version, issue.by, issue.why) == (seen + 1, "operator", "Quyết định 1")
    assert issue.what.types_off == ("death_extract",) and issue.what.procedures_off == ()
    assert issue.what.wrong_at_most == 0.0005 and issue.what.thresholds == parse_thresholds(THRESHOLDS)
    assert issue.what.is_keyed_twice("birth_certificate", "full_name")
    assert records.audit_head().number == lines + 1
    html = operator.get("/settings").text
    assert "Quyết định 1" in html and "0,5" in html and "fitted_on" in html
    assert change(operator, issue.version, **told) == 303  # the same again
    assert records.regulations().version == issue.version
    assert change(operator, seen) == 409  # made on a page that is out of date
    assert change(operator, issue.version) == 303  # everything on again, for other tests


@pytest.mark.parametrize(
    "told", [{"thresholds": "a: ["}, {"wrong_of_1000": "x"}, {"wrong_of_1000": "2000"}, {"story_days": "0"}]
)
def test_what_is_not_valid_changes_nothing(
    empty_desk: Served, operator: Visitor, told: dict[str, str]
) -> None:
    seen = empty_desk.records.regulations().version
    assert change(operator, seen, **told) == 422
    assert empty_desk.records.regulations().version == seen


def test_the_page_in_a_browser(browser: Browser, empty_desk: Served) -> None:
    with opened(browser, empty_desk, "administrator") as page:
        page.goto("/settings")
        assert serious_faults(page) == []
        page.locator("summary").first.click()
        page.fill("[name=why]", "Luật 91/2025/QH15")
        page.fill("[name=story_days]", "30")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Đã lưu")
        expect(page.locator("[name=story_days]")).to_have_value("30")
        assert serious_faults(page) == []
