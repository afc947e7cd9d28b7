from __future__ import annotations

import subprocess

import pytest

from models.access import Role
from tests.app.desk.kit import PASSWORD, Served, Visitor
from tests.flows.kit import command, environment

NEW = "mật khẩu hoàn toàn mới"


def test_a_user_signs_in_and_out(anyone: Visitor) -> None:
    assert anyone.get("/").headers["location"] == "/login"
    anyone.sign_in("administrator")
    assert anyone.get("/").headers["location"] == "/users"
    assert "Người administrator" in anyone.get("/users").text
    assert anyone.submit("/logout").headers["location"] == "/login"
    assert anyone.get("/users").headers["location"] == "/login"


def test_a_copied_cookie_is_worth_nothing_after_logging_out(empty_desk: Served, anyone: Visitor) -> None:
    anyone.sign_in("administrator")
    cookie = anyone.cookies["sohoa"]
    anyone.submit("/logout")
    with empty_desk.visitor() as thief:
        thief.cookies.set("sohoa", cookie)
        assert thief.get("/users").status_code == 303


def test_the_cookie_is_hidden_from_scripts_and_other_sites(empty_desk: Served, anyone: Visitor) -> None:
    answer = anyone.post("/login", data={"name": "clerk", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert "secure" not in cookie
    proxied = {"x-forwarded-proto": "https"}
    answer = anyone.post("/login", data={"name": "clerk", "password": PASSWORD}, headers=proxied)
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("name", ["nobody", "locked"])
def test_nobody_guesses_passwords(empty_desk: Served, anyone: Visitor, name: str) -> None:
    if name == "locked":
        empty_desk.add_user(name, Role.CLERK)
    for _ in range(4):
        answer = anyone.post("/login", data={"name": name, "password": "sai"})
        assert answer.status_code == 401 and "không đúng" in answer.text
    answer = anyone.post("/login", data={"name": name, "password": "sai"})
    if name == "locked":
        assert "15 phút" in answer.text
        answer = anyone.post("/login", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 401 and "15 phút" in answer.text
    else:
        assert "không đúng" in answer.text


def test_a_password_that_somebody_else_knows_is_changed_first(empty_desk: Served, anyone: Visitor) -> None:
    anyone.sign_in("administrator")
    answer = anyone.submit("/users", name="Lan.1", full_name="Trần Thị Lan", role="administrator", office="")
    password = answer.text.partition("<code>")[2].partition("</code>")[0]
    with empty_desk.visitor() as lan:
        lan.sign_in("lan.1", password)
        assert lan.get("/").headers["location"] == "/password"
        for old, new, again in (("sai", NEW, NEW), (password, NEW, "x"), (password, "ngắn", "ngắn")):
            assert lan.submit("/password", old=old, new=new, again=again).status_code == 422
        assert lan.submit("/password", old=password, new=NEW, again=NEW).headers["location"] == "/"
        assert lan.get("/").headers["location"] == "/users"
    with empty_desk.visitor() as lan:
        assert lan.post("/login", data={"name": "lan.1", "password": password}).status_code == 401
        lan.sign_in("lan.1", NEW)
        anyone.submit("/users/lan.1/disabled", disabled="true")
        assert lan.get("/password").headers["location"] == "/login"
        assert lan.post("/login", data={"name": "lan.1", "password": NEW}).status_code == 401


def test_without_a_provider_there_is_no_single_sign_on(anyone: Visitor) -> None:
    assert "/login/provider" not in anyone.get("/login").text
    for path in ("/login/provider", "/login/provider/back?code=1&state=1"):
        assert anyone.get(path).headers["location"] == "/login"


def test_the_language_is_switched(anyone: Visitor) -> None:
    assert "Đăng nhập" in anyone.get("/login").text
    answer = anyone.post("/language", data={"chosen": "en"}, headers={"referer": "https://x.vn//evil.vn/a"})
    assert answer.headers["location"] == "/evil.vn/a"
    assert "Log in" in anyone.get("/login").text


def test_the_first_user_is_made_on_the_command_line(empty_desk: Served) -> None:
    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command("user", *arguments),
            env=environment(empty_desk.data_dir),
            input=typed,
            capture_output=True,
            text=True,
            timeout=180,
        )

    done = run("add", "root", "--generate")
    assert done.returncode == 0
    password = done.stdout.split()[2]
    with empty_desk.visitor() as root:
        root.sign_in("root", password)
        assert root.get("/users").headers["location"] == "/password"
    assert "E410" in run("add", "root", typed=f"{PASSWORD}\n{PASSWORD}\n").stderr


def test_what_users_do_is_in_the_audit_log(empty_desk: Served, anyone: Visitor) -> None:
    empty_desk.add_user("forgetful", Role.CLERK)
    before = empty_desk.records.audit_head().number
    anyone.sign_in("administrator")
    anyone.submit("/users/forgetful/password")
    assert empty_desk.records.audit_head().number == before + 2
    assert empty_desk.records.audit_flaws({}) == []
