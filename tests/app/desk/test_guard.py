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
from models.access import Right, Role
from tests.app.desk.kit import Served, Visitor

# Who may ask for which page: clerk, checKer, Operator, Administrator, aUditor; "all": who is signed in;
# "open": anybody. A page that is not in this table, or no more there, fails.
LETTERS = {
    "c": Role.CLERK,
    "k": Role.CHECKER,
    "o": Role.OPERATOR,
    "a": Role.ADMINISTRATOR,
    "u": Role.AUDITOR,
}
TABLE = """
open  GET /healthz
open  GET /metrics
open  GET /login
open  POST /login
open  GET /login/provider
open  GET /login/provider/back
open  POST /language
all   GET /
all   GET /password
all   POST /password
all   POST /logout
ck    GET /upload
ck    POST /upload/batches
ck    HEAD /upload/{batch_id}/files
ck    PUT /upload/{batch_id}/files
cko   GET /batches
cko   GET /batches/{batch_id}
cko   GET /batches/{batch_id}/progress
cko   POST /batches/{batch_id}/retry
ck    GET /batches/{batch_id}/export.csv
ck    GET /batches/{batch_id}/handover
ck    POST /dossiers/{dossier_id}/count
ck    GET /dossiers/{dossier_id}/receipt.pdf
ck    GET /dossiers/{dossier_id}/record.pdf
ck    GET /check
ck    GET /check/next
ck    POST /check/undo
ck    GET /check/{document_id}
ck    POST /check/{document_id}/aside
ck    POST /check/{document_id}/back
ck    POST /check/{document_id}/claim
ck    POST /check/{document_id}/fields/{name}
ck    POST /check/{document_id}/type
ck    GET /check/{document_id}/typing/{name}
ck    GET /pictures/{document_id}/{number}/{place}/{signature}.jpg
ck    GET /boundaries/{scan_id}
ck    GET /boundaries/{scan_id}/state
ck    POST /boundaries/{scan_id}
ck    POST /boundaries/{scan_id}/undo
ck    GET /boundaries/{scan_id}/{number}/{place}/{signature}.jpg
ck    GET /group
ck    GET /quality
ck    GET /quality/next
ck    GET /quality/{document_id}
ck    POST /quality/{document_id}/fields/{name}
ck    GET /citizens
ck    GET /citizens/next
ck    GET /citizens/{document_id}
ck    POST /citizens/{document_id}/answer
ck    POST /citizens/{document_id}/undo
ck    GET /corrections
ck    POST /corrections/{correction_id}
ck    GET /restrictions
ck    POST /restrictions
ck    POST /restrictions/{request_id}
o     GET /board
o     GET /board/now
o     POST /board/retry
kou   GET /reports
kou   GET /reports/checks.csv
kou   GET /reports/figures.csv
kou   GET /reports/indicators
kou   GET /reports/indicators/portal.json
kou   GET /reports/indicators/rates.csv
kou   GET /reports/risk
oa    POST /reports/risk
oa    GET /settings
oa    POST /settings
a     GET /users
a     POST /users
a     POST /users/{name}/disabled
a     POST /users/{name}/password
a     POST /users/{name}/provider
a     POST /users/{name}/role
"""
OPEN, ALL = "open", "all"
ROWS = {(method, path): who for who, method, path in (line.split() for line in TABLE.split("\n") if line)}


def may_ask(role: Role, who: str) -> bool:
    return who in (OPEN, ALL) or role in [LETTERS[letter] for letter in who]


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


def test_every_page_is_in_the_table_and_asks_who_comes(empty_desk: Served, anyone: Visitor) -> None:
    found = {(method, path): right for method, path, right in routes(empty_desk)}
    assert found.keys() == ROWS.keys()
    for (method, path), who in ROWS.items():
        assert (found[method, path] is None) is (who == OPEN), (method, path)
        if who != OPEN:
            assert ask(anyone, method, path).headers.get("location") == "/login", (method, path)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_pages_and_no_others(empty_desk: Served, role: Role) -> None:
    with empty_desk.visitor() as visitor:
        visitor.sign_in(role.value)
        for (method, path), who in ROWS.items():
            if who != OPEN and path != "/logout":
                status = ask(visitor, method, path).status_code
                assert status < 500, (method, path)
                assert (status == 403) is not may_ask(role, who), (method, path)


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
