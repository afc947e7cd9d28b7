"""The desk as it is served: a real server over one data folder for many tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from models.access import Role
from tests.app.desk.browser import chromium
from tests.app.desk.kit import Served, Visitor, serve


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over an empty data folder, with a user of each role."""
    with serve(tmp_path_factory.mktemp("desk"), "--no-work") as served:  # what is kept there has no original
        for role in Role:
            served.add_user(role.value, role)
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def anyone(empty_desk: Served) -> Iterator[Visitor]:
    """A browser in which nobody is signed in."""
    with empty_desk.visitor() as visitor:
        yield visitor
