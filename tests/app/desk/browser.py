"""Debian's Chromium, driven by Playwright, and axe-core in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.app.desk.kit import PASSWORD, Served

CHROMIUM = "/usr/bin/chromium"
SCREEN: ViewportSize = {"width": 1366, "height": 768}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SERIOUS = ("serious", "critical")
PATIENCE = 120_000  # milliseconds; a loaded machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=PATIENCE
        )
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser: Browser, served: Served, name: str | None) -> Iterator[Page]:
    """A page of a user who signed in; any complaint of the browser about our pages is an error."""
    context = browser.new_context(viewport=SCREEN, locale="vi-VN", base_url=served.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if (
            message.type == "error"
            and not message.text.startswith("htmx:")
            and "status of 4" not in message.text
            and "ERR_" not in message.text
        ):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if name:
        page.goto("/login")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
    yield page
    context.close()
    assert not complaints, complaints


def serious_faults(page: Page) -> list[str]:
    """What axe-core finds on the page, of all its rules for WCAG 2.2 AA and good practice."""
    page.evaluate(f"() => {{ {AXE.read_text()} }}")
    found: dict[str, Any] = page.evaluate(
        "() => axe.run(document, { rules: { 'target-size': { enabled: true } } })"
    )
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
