"""Who may ask: tokens, rotation, disabling, limits, and what becomes of those who try out numbers."""

from __future__ import annotations

import base64
import datetime as dt

import pytest

from app.api.limits import MISSES, MISSES_SECONDS, MOST_KNOWN, Limits
from app.api.tokens import hashed
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import MOTHER, NOBODY, SECRET, Caller, token_for

FORM = {"grant_type": "client_credentials", "client_id": "h15", "client_secret": SECRET}


def sign_in(call: Caller, secret: str = SECRET) -> int:
    told = FORM | {"client_secret": secret}
    return call("POST", "/oauth/token", data=told, headers={"Authorization": ""}).status_code


def test_a_token_by_http_basic(call: Caller) -> None:
    told = base64.b64encode(f"h15:{SECRET}".encode()).decode()
    got = call(
        "POST",
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {told}"},
    )
    assert (got.status_code, got.json()["token_type"], got.headers["cache-control"]) == (
        200,
        "Bearer",
        "no-store",
    )


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "falsch"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_errors_are_as_oauth_tells_them(
    call: Caller, change: dict[str, str], status: int, error: str
) -> None:
    got = call("POST", "/oauth/token", data=FORM | change, headers={"Authorization": ""})
    assert (got.status_code, got.json()) == (status, {"error": error})


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer \x00"])
def test_without_a_token_of_ours_nothing_is_given(call: Caller, header: str) -> None:
    call.token = ""
    got = call.ask(headers={"Authorization": header})
    assert (got.status_code, got.json()["code"]) == (401, "E460")
    assert got.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends(call: Caller) -> None:
    ended = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    call.records.add_token("h15", hashed("cũ"), ended)
    assert call("GET", "/procedures", headers={"Authorization": "Bearer cũ".encode()}).status_code == 401


def test_a_secret_is_changed_without_a_stop(call: Caller) -> None:
    now = dt.datetime.now(dt.UTC)
    call.records.add_client_secret("h15", hashed("mới"), now + dt.timedelta(hours=1), "console")
    assert (sign_in(call), sign_in(call, "mới")) == (200, 200)
    call.records.add_client_secret("h15", hashed("mới hơn"), now, "console")
    assert [sign_in(call, one) for one in (SECRET, "mới", "mới hơn")] == [401, 401, 200]


def test_a_disabled_client_gets_nothing_whatever_token_it_has(call: Caller) -> None:
    call.records.disable_client("h15", "console")
    assert (call.ask().status_code, sign_in(call)) == (401, 401)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"agency": "G15"}, 403, "E461"),
        ({"agency": "G15.070"}, 403, "E461"),
        ({"agency": "G15.07"}, 200, None),
        ({"procedure": "9.999999"}, 404, "E463"),
        ({"dossier_code": "1"}, 422, "E464"),
        ({"people": {"nobody": MOTHER}}, 422, "E464"),
        ({"people": {}}, 422, "E464"),
        ({"people": {"applicant": {"personal_id": "060179758051"}}}, 422, "E464"),
        ({"purpose": " "}, 422, "E464"),
    ],
)
def test_what_may_be_asked(call: Caller, change: dict[str, object], status: int, code: str | None) -> None:
    got = call.ask(**change)
    assert (got.status_code, got.json().get("code")) == (status, code)
    assert MOTHER["personal_id"] not in got.text or status == 200


def test_a_procedure_out_of_scope_looks_the_same_whether_it_is_there_or_not(call: Caller) -> None:
    call.token = token_for(call, Client("h16", "Hẹp", "G15.07", procedures=("1.000656",)))
    assert [call.ask(procedure=code).status_code for code in ("1.004222", "9.999999")] == [403, 403]


def test_who_asks_too_fast_waits(call: Caller) -> None:
    call.token = token_for(call, Client("h16", "Chậm", "G15.07", per_minute=2))
    answers = [call("GET", "/procedures") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30


def test_who_tries_out_numbers_is_blocked_and_the_log_says_so(call: Caller) -> None:
    answers = [call.ask(people={"applicant": NOBODY}) for _ in range(MISSES + 1)]
    assert [one.status_code for one in answers] == [200] * MISSES + [403]
    assert answers[-1].json()["code"] == "E462"
    assert [line.entry.action for line in call.records.audit_lines("h15")][-1] == "client.block"


def test_limits_forget_with_time() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    assert [limits.wait("a", 60) for _ in range(60)] == [0.0] * 60
    assert limits.wait("a", 60) == pytest.approx(1.0)
    assert limits.wait("b", 60) == 0.0
    now[0] = 1.0
    assert limits.wait("a", 60) == 0.0
    assert limits.wait("a", 60) == pytest.approx(1.0)
    assert [limits.guesses("a", found=False) for _ in range(MISSES)][-2:] == [False, True]
    now[0] += MISSES_SECONDS
    assert not limits.guesses("a", found=False)


def test_made_up_names_do_not_fill_the_memory() -> None:
    limits = Limits(lambda: 0.0)
    for number in range(2 * MOST_KNOWN):
        limits.wait(f"token:{number}", 60)
    assert len(limits._left) <= MOST_KNOWN


def test_a_clerk_who_mistypes_now_and_then_is_not_blocked() -> None:
    limits = Limits(lambda: 0.0)
    assert not any(limits.guesses("a", found=number % 3 != 0) for number in range(300))
