"""What must hold for every page: who may open it, and that no other site can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.web.server import create_app
from flows.settings import Settings
from models.access import RIGHTS, Right, Role
from tests.app.desk.kit import Served, Visitor

# Pages that ask for nothing; all others must ask for a right.
OPEN = {
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/language"),
}


def routes(served: Served) -> list[tuple[str, str, Right | None]]:
    """(method, path, the right it asks for) of every page."""
    app = create_app(Settings.from_environment({"SOHOA_DATA_DIR": str(served.data_dir)}))
    return [
        (method, route.path, _right(route))
        for route in _flat(app.routes)
        if isinstance(route, APIRoute) and not route.path.startswith("/api/")
        for method in route.methods or ()
    ]


def _flat(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes, and instead of a router that was included, its own."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from _flat(included.routes) if included else [route]


def _right(route: APIRoute) -> Right | None:
    for dependency in route.dependant.dependencies:
        if right := getattr(dependency.call, "right", None):
            assert isinstance(right, Right)
            return right
    return None


def ask(visitor: Visitor, method: str, path: str) -> httpx.Response:
    filled = re.sub(r"{[a-z_]+}", "1", path)
    return visitor.request(method, filled, headers={"x-csrf-token": visitor.csrf})


def test_every_page_asks_who_comes(empty_desk: Served, anyone: Visitor) -> None:
    assert {(method, path) for method, path, right in routes(empty_desk) if right is None} == OPEN
    for method, path, right in routes(empty_desk):
        if right is not None:
            assert ask(anyone, method, path).headers.get("location") == "/login", (method, path)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_pages_and_no_others(empty_desk: Served, role: Role) -> None:
    refused, all_routes = set(), routes(empty_desk)
    with empty_desk.visitor() as visitor:
        visitor.sign_in(role.value)
        for method, path, right in all_routes:
            if right is not None and path != "/logout":
                status = ask(visitor, method, path).status_code
                assert status < 500, (method, path)
                if status == 403:
                    refused.add((method, path))
    wanted = {(method, path) for method, path, right in all_routes if right and right not in RIGHTS[role]}
    assert refused == wanted


def test_a_form_that_is_not_ours_changes_nothing(empty_desk: Served, anyone: Visitor) -> None:
    anyone.sign_in("administrator")
    form = {"name": "forged", "full_name": "x", "role": "administrator"}
    assert anyone.post("/users", data=form).status_code == 403
    assert anyone.post("/users", data={**form, "csrf": "0" * 64}).status_code == 403
    with empty_desk.visitor() as other:
        other.sign_in("checker")
        assert anyone.post("/users", data={**form, "csrf": other.csrf}).status_code == 403
    for headers in ({"origin": "https://evil.vn"}, {"sec-fetch-site": "cross-site"}):
        answer = anyone.post("/users", data={**form, "csrf": anyone.csrf}, headers=headers)
        assert answer.status_code == 403
    assert "forged" not in [user.name for user in empty_desk.records.users()]


def test_every_answer_forbids_what_we_do_not_use(anyone: Visitor) -> None:
    for path in ("/login", "/static/desk.css", "/healthz", "/nope"):
        headers = anyone.get(path).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert anyone.get("/login").headers["cache-control"] == "no-store"
