"""Single sign-on against a real provider, and tokens that no real one makes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from app.web.provider import ProviderRefusedError, checked_claims
from app.web.server import create_app
from flows.settings import Settings
from models.access import Role
from models.errors import InsecureProviderError
from tests.app.desk.kit import Served, Visitor, free_port, serve
from tests.app.web.openid import CLIENT, PASSWORD, SECRET, log_in, openid_provider, rename

COOKIE = "sohoa-login"


@pytest.fixture(scope="module")
def issuer_and_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Served]]:
    """A desk whose users come in by a provider; an administrator has a password."""
    port, folder = free_port(), tmp_path_factory.mktemp("sso")
    with openid_provider(free_port(), f"http://127.0.0.1:{port}/login/provider/back") as issuer:
        names = {"ISSUER": issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
        settings = {f"SOHOA_OIDC_{name}": value for name, value in names.items()}
        with serve(folder, "--no-work", port=port, settings=settings) as served:
            served.add_user("quan-tri", Role.ADMINISTRATOR)
            served.add_user("hoa", Role.CLERK, "H36")  # with a password
            yield issuer, served


@pytest.fixture
def administrator(issuer_and_desk: tuple[str, Served]) -> Iterator[Visitor]:
    with issuer_and_desk[1].visitor() as visitor:
        yield visitor.sign_in("quan-tri")


@pytest.fixture
def desk(issuer_and_desk: tuple[str, Served], administrator: Visitor) -> Served:
    """The desk, at which nobody ever came in as lan.1, a clerk of H36."""
    served = issuer_and_desk[1]
    if "lan.1" not in [user.name for user in served.records.users()]:
        form = {"name": "lan.1", "full_name": "Trần Thị Lan", "role": "clerk", "office": "H36"}
        answer = administrator.submit("/users", **form, way="provider")
        assert answer.status_code == 200 and "<code>" not in answer.text  # no password is made
    administrator.submit("/users/lan.1/provider")
    administrator.submit("/users/lan.1/role", role="clerk", office="H36")
    administrator.submit("/users/lan.1/disabled", disabled="false")
    return served


def begin(visitor: Visitor) -> str:
    """Press the link on the login page; where the browser is sent."""
    assert 'href="/login/provider"' in visitor.get("/login").text
    return visitor.get("/login/provider").headers["location"]


def come(visitor: Visitor, name: str = "lan.1", password: str = PASSWORD) -> httpx.Response:
    """Log in at the provider and follow it back."""
    with httpx.Client(timeout=30) as browser:
        back = log_in(browser, begin(visitor), name, password)
    return visitor.get(back.headers["location"])


def actions(desk: Served, name: str) -> list[str]:
    return [line.entry.action for line in desk.records.audit_log() if line.entry.who.endswith(f":{name}")]


def test_a_user_comes_in_by_the_provider_and_goes(desk: Served) -> None:
    with desk.visitor() as lan:
        answer = come(lan)
        assert answer.status_code == 303 and answer.headers["location"] == "/"
        assert COOKIE not in lan.cookies
        lan.learn("/check")
        assert "Trần Thị Lan" in lan.get("/check").text
        assert lan.get("/password").status_code == 403  # it is not asked for here
        assert lan.submit("/password", old="x", new="x" * 20, again="x" * 20).status_code == 403
        assert lan.submit("/logout").headers["location"] == "/login"
        assert lan.get("/check").headers["location"] == "/login"
    assert actions(desk, "lan.1")[-2:] == ["login", "logout"]
    with desk.visitor() as anyone:  # and not by any password
        for _ in range(6):
            answer = anyone.post("/login", data={"name": "lan.1", "password": "x"})
            assert answer.status_code == 401 and "15 phút" not in answer.text


def test_the_session_ends_with_the_role_and_with_the_user(desk: Served, administrator: Visitor) -> None:
    with desk.visitor() as lan:
        come(lan)
        assert lan.get("/check").status_code == 200
        administrator.submit("/users/lan.1/role", role="auditor", office="")
        assert lan.get("/check").headers["location"] == "/login"
        come(lan)
        assert lan.get("/check").status_code == 403 and lan.get("/reports").status_code == 200
        administrator.submit("/users/lan.1/disabled", disabled="true")
        assert lan.get("/reports").headers["location"] == "/login"
        assert come(lan).status_code == 401
    assert administrator.submit("/users/quan-tri/role", role="auditor", office="").status_code == 200
    assert administrator.get("/users").status_code == 200  # nobody changes their own


@pytest.mark.parametrize("name", ["hoa", "ke-gian"])
def test_the_provider_lets_in_nobody_whom_no_administrator_left_to_it(desk: Served, name: str) -> None:
    with desk.visitor() as visitor:
        answer = come(visitor, name)
        assert answer.status_code == 401 and "chưa được dùng Sohoa" in answer.text
        assert visitor.get("/check").headers["location"] == "/login"


def test_who_gets_the_name_of_another_later_is_not_that_other(
    issuer_and_desk: tuple[str, Served], desk: Served, administrator: Visitor
) -> None:
    issuer, _ = issuer_and_desk
    with desk.visitor() as lan, desk.visitor() as thief:
        come(lan)
        rename(issuer, "lan.1", "lan.cu")
        rename(issuer, "ke-gian", "lan.1")
        assert come(thief, "lan.1").status_code == 401
        assert actions(desk, "lan.1")[-1] == "login.failed"
        assert lan.get("/check").status_code == 200
        administrator.submit("/users/lan.1/provider")  # an administrator says that it is somebody else now
        assert come(thief, "lan.1").status_code == 303
    rename(issuer, "lan.1", "ke-gian")
    rename(issuer, "lan.cu", "lan.1")


@pytest.mark.parametrize("part", ["state", "nonce", "verifier", "nothing", "half"])
def test_an_answer_to_another_login_is_refused(desk: Served, part: str) -> None:
    with desk.visitor() as lan, httpx.Client(timeout=30) as browser:
        back = log_in(browser, begin(lan), "lan.1").headers["location"]
        kept = dict(zip(("state", "nonce", "verifier"), lan.cookies[COOKIE].split("."), strict=True))
        lan.cookies.clear()
        if part != "nothing":
            cookie = ".".join({**kept, part: "x" * 48}.values())
            lan.cookies.set(COOKIE, cookie[:60] if part == "half" else cookie)
        answer = lan.get(back)
        stale = part in ("state", "nothing", "half")
        assert answer.status_code == 401
        assert ("trình duyệt khác" in answer.text) is stale
        assert ("không xác nhận" in answer.text) is not stale
        assert "sohoa" not in lan.cookies


def test_a_code_opens_one_session_only(desk: Served) -> None:
    with desk.visitor() as lan, httpx.Client(timeout=30) as browser:
        back = log_in(browser, begin(lan), "lan.1").headers["location"]
        cookie = lan.cookies[COOKIE]
        assert lan.get(back).status_code == 303
        lan.cookies.clear()
        lan.cookies.set(COOKIE, cookie)
        assert lan.get(back).status_code == 401


def test_who_gives_up_at_the_provider_is_told(desk: Served) -> None:
    with desk.visitor() as lan:
        begin(lan)
        state = lan.cookies[COOKIE].split(".")[0]
        answer = lan.get("/login/provider/back", params={"error": "access_denied", "state": state})
        assert answer.status_code == 401 and "không xác nhận" in answer.text


def test_every_login_asks_for_the_password_anew(desk: Served) -> None:
    with desk.visitor() as lan, httpx.Client(timeout=30) as browser:
        log_in(browser, begin(lan), "lan.1")
        again = log_in(browser, begin(lan), "lan.1", "sai")  # the form, though it is known
        assert again.status_code == 200


def test_a_provider_that_is_away_is_told(tmp_path: Path) -> None:
    settings = {"SOHOA_DATA_DIR": str(tmp_path), "SOHOA_OIDC_ISSUER": f"http://127.0.0.1:{free_port()}"}
    app = create_app(Settings.from_environment(settings))

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sohoa") as client:
            return await client.get("/login/provider")

    answer = asyncio.run(go())
    assert answer.status_code == 503 and "không trả lời" in answer.text
    app.state.context.records.close()


def test_what_a_provider_says_must_not_be_changed_on_the_way() -> None:
    with pytest.raises(InsecureProviderError):
        Settings.from_environment({"SOHOA_OIDC_ISSUER": "http://id.example.vn"})
    assert Settings.from_environment({"SOHOA_OIDC_ISSUER": "https://id.example.vn"}).openid


KEY, OTHER = ECKey.generate_key("P-256", {"kid": "1"}), ECKey.generate_key("P-256", {"kid": "1"})
KEYS = KeySet([KEY]).as_dict(private=False)
CLAIMS: dict[str, Any] = {"iss": "https://id", "aud": "sohoa", "sub": "7", "nonce": "n"}


def token(key: Any = KEY, alg: str = "ES256", **claims: Any) -> dict[str, str]:
    now = int(time.time())
    signed = {**CLAIMS, "iat": now, "exp": now + 300, **claims}
    header = {"alg": alg, "kid": "1"}
    return {"id_token": jwt.encode(header, signed, key, algorithms=[alg]), "access_token": "a"}


def check(given: dict[str, str]) -> Any:
    return checked_claims(given, KEYS, "https://id", "sohoa", "n")


def test_a_right_token_is_believed() -> None:
    assert check(token())["sub"] == "7"
    assert check(token(aud=["sohoa", "another"], azp="sohoa"))["sub"] == "7"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil"},
        {"aud": "another"},
        {"aud": ["sohoa", "another"], "azp": "another"},
        {"aud": ["sohoa", "another"]},
        {"azp": "another"},
        {"nonce": "m"},
        {"nonce": None},
        {"sub": ""},
        {"sub": 7},
        {"exp": 1},
        {"iat": 9999999999},
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefusedError):
        check(token(**claims))


def test_a_token_that_the_provider_did_not_sign_is_refused() -> None:
    public = OctKey.import_key(str(KEYS["keys"][0]["x"]))
    unsigned = token()["id_token"].rsplit(".", 1)[0] + "."
    for forged in (token(OTHER), token(public, "HS256"), {"id_token": unsigned}, {"id_token": "x"}, {}):
        with pytest.raises(ProviderRefusedError):
            check(forged)
