"""Every page that needs no id, as axe-core sees it; those with an id are looked at where they are tested."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from models.access import Role
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import SCRIPT, keep
from tests.app.desk.kit import Served
from tests.app.desk.test_guard import OPEN, ROWS, may_ask

NO_PAGES = ("/healthz", "/metrics", "/board/now")  # for watchers, and a part of a page


def pages_of(role: Role) -> list[str]:
    return [
        path
        for (method, path), who in ROWS.items()
        if method == "GET" and "{" not in path and path not in NO_PAGES and may_ask(role, who)
    ]


@pytest.mark.parametrize("role", [Role.CHECKER, Role.OPERATOR, Role.ADMINISTRATOR])
def test_no_page_has_a_serious_fault(
    browser: Browser,
    empty_desk: Served,
    role: Role,
) -> None:
    keep(empty_desk, 1, full_name=SCRIPT)
    with opened(browser, empty_desk, role.value) as page:
        looked_at = {path: look(page, path) for path in pages_of(role)}
        assert {path: faults for path, faults in looked_at.items() if faults} == {}
        page.get_by_role("button", name="English").click()
        page.wait_for_selector("html[lang=en]")
        assert look(page, "/") == []
        assert look(page, "/nowhere") == []
        assert page.title().isprintable() and "hacked" not in page.title()


def test_signing_in_has_no_serious_fault(browser: Browser, empty_desk: Served) -> None:
    assert ROWS["GET", "/login"] == OPEN
    with opened(browser, empty_desk, None) as page:
        assert look(page, "/login") == []


def look(page: Page, path: str) -> list[str]:
    """The faults of the page; nothing where it is a file or the way to one."""
    if path.endswith((".csv", ".json")):
        return []
    page.goto(path)
    return serious_faults(page)
