"""Every error code is given by some request, as RFC 9457 says, and none holds a value."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.api.problems import MEDIA_TYPE, ApiError, api_errors
from app.api.shapes import Problem
from app.api.tokens import hashed
from models.errors import MissingObjectError, StoreUnavailableError, UnexpectedError, all_errors
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import NOBODY, Caller, request_body, served, token_for
from tests.app.api.test_documents import birth, digitised, download, picture, send

NOT_FROM_REQUESTS = {StoreUnavailableError.code}  # as E302: 503, tried in test_unavailable below


def about_documents(call: Caller) -> list[Any]:
    call.token = token_for(call, Client("kho", "Kho", "G15.07", documents=True))
    send(call, picture())
    early = download(call, "G15.07_GKS_000001")
    digitised(call, picture(), birth("n1"), birth("n2", 2))
    return [early, download(call, "G15.07_GKS_000001"), send(call, picture(0))]


def collected(call: Caller, tmp_path: Path) -> list[Any]:
    exchange_id = call.ask().json()["exchange_id"]
    one = {"items": [{"kind": "field", "name": "sex", "outcome": "confirmed"}]}
    link = call("GET", f"/exchanges/{exchange_id}/evidence/paper/identity").json()["archive"]
    kinship = call("GET", f"/exchanges/{exchange_id}/evidence/paper/kinship").json()["archive"]
    key = {"Idempotency-Key": "12345678"}
    call.ask(headers=key)
    answers = [
        call("GET", "/procedures", headers={"Authorization": ""}),
        call.ask(agency="H01"),
        call.ask(procedure="9.9"),
        call.ask(people={}),
        call("POST", "/exchanges", content=b"x" * 70_000),
        call("GET", "/nothing"),
        call("PUT", "/exchanges"),
        call("GET", f"{link[:-1]}x"),
        call("GET", link, headers={"Range": "bytes=9-3"}),
        call("GET", f"/exchanges/{'0' * 32}"),
        call.ask(headers=key, purpose="khác"),
    ]
    call("POST", f"/exchanges/{exchange_id}/confirmation", json=one)
    answers.append(call("POST", f"/exchanges/{exchange_id}/confirmation", json=one))
    (tmp_path / "objects" / "documents" / "d2" / "v0001" / "archive.pdf").unlink()
    answers.append(call("GET", kinship))
    call.records.restrict("VN1", reason="Theo yêu cầu", who="an")
    answers.append(call("GET", link))
    answers += about_documents(call)
    call.token = token_for(call, Client("h16", "Chậm", "G15.07", per_minute=1))
    answers += [call("GET", "/procedures") for _ in range(2)][1:]
    call.token = token_for(call, Client("h17", "Đoán", "G15.07"))
    answers += [call.ask(people={"applicant": NOBODY}) for _ in range(21)][20:]
    return answers


def test_every_code_is_given_by_some_request(call: Caller, tmp_path: Path) -> None:
    answers = collected(call, tmp_path)
    for answer in answers:
        assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
        told = Problem.model_validate_json(answer.content)
        status, error = api_errors()[told.code]
        assert (answer.status_code, told.status, told.title) == (status, status, error.sentence)
        assert told.type == f"/api/v1/problems/{told.code}"
    codes = {answer.json()["code"] for answer in answers}
    unavailable = {"E302", UnexpectedError.code} | NOT_FROM_REQUESTS
    assert codes | unavailable == set(api_errors())
    assert MissingObjectError.code in codes


def test_a_code_is_of_one_error_only() -> None:
    own = [cls.code for cls in ApiError.__subclasses__()]
    assert len({*own, *all_errors()}) == len(own) + len(all_errors())


def test_each_code_is_explained(call: Caller) -> None:
    for code, (status, error) in api_errors().items():
        told = call("GET", f"/problems/{code}").json()
        assert told == {"code": code, "status": status, "title": error.sentence, "detail": error.next_step}
    assert call("GET", "/problems/x").status_code == 404


def test_unavailable_records_are_a_reason_to_come_again(tmp_path: Path) -> None:
    away = Records(f"sqlite:///{tmp_path}/không/có.sqlite")
    call = Caller(served(away, FolderStore(tmp_path)), away, "x")
    got = call("GET", "/procedures")
    assert (got.status_code, got.json()["code"], got.headers["retry-after"]) == (503, "E302", "5")
    away.close()


class Broken:
    """A store with a fault of ours in it."""

    def get(self, key: str) -> bytes:
        raise ValueError("Lê Thị Mẫu 060179758051")


def test_a_fault_of_ours_tells_nothing(call: Caller) -> None:
    broken = Caller(served(call.records, Broken()), call.records, call.token)
    exchange_id = broken.ask().json()["exchange_id"]
    link = broken("GET", f"/exchanges/{exchange_id}/evidence/paper/identity").json()["archive"]
    got = broken("GET", link)
    assert (got.status_code, got.json()["code"]) == (500, UnexpectedError.code)
    assert "Lê" not in got.text


def test_a_wrong_request_is_told_by_place_and_never_by_value(call: Caller) -> None:
    body = request_body(people={"applicant": {"personal_id": "0601797580512", "date_of_birth": "17/07/1979"}})
    got = call("POST", "/exchanges", json=body)
    assert {one["field"] for one in got.json()["errors"]} == {
        "body.people.applicant.personal_id",
        "body.people.applicant.date_of_birth",
    }
    assert "0601797580512" not in got.text


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, "body"),
        ({"content": b"\xff", "headers": {"Content-Type": "application/json; charset=utf-8"}}, "body"),
        ({"content": b"[" * 60_000, "headers": {"Content-Type": "application/json"}}, "body"),
        ({"content": b"", "headers": {"Content-Type": "application/json"}}, "body"),
        ({"data": {"agency": "G15"}}, "body"),
        ({"json": request_body() | {"more": 1}}, "body.more"),
        ({"json": request_body(), "headers": {"Idempotency-Key": "short"}}, "header.Idempotency-Key"),
    ],
)
def test_what_is_no_asking_is_told_and_answered_by_nothing(
    call: Caller, how: dict[str, Any], field: str
) -> None:
    got = call("POST", "/exchanges", **how)
    assert (got.status_code, got.headers["content-type"]) == (422, MEDIA_TYPE)
    assert [one["field"] for one in got.json()["errors"]] == [field]


def test_an_asking_that_breaks_off_is_no_fault_of_ours(call: Caller) -> None:
    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {call.token}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/api/v1/exchanges", "headers": headers}
    told: list[Any] = []

    async def gone() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(call.app(scope, gone, send))
    assert told[0]["status"] == 422


def test_an_asking_without_a_token_or_by_another_method_is_refused(call: Caller) -> None:
    assert Caller(call.app, call.records, "").ask().status_code == 401
    assert call("PUT", "/exchanges", json=request_body()).status_code == 405


def test_a_body_that_does_not_tell_its_size_is_measured(call: Caller) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 10_000

    got = call("POST", "/exchanges", content=endless(), headers={"Content-Type": "application/json"})
    assert got.status_code == 413


def test_procedures_have_an_etag(call: Caller) -> None:
    first = call("GET", "/procedures/1.004222")
    assert first.json()["people"]["applicant"] == "Người kê khai"
    again = call("GET", "/procedures/1.004222", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert call("GET", "/procedures/9.9").status_code == 404
    assert {"code": "1.004222", "name": "Đăng ký thường trú"} in call("GET", "/procedures").json()


def test_openapi_describes_every_route_with_problems(call: Caller) -> None:
    told = call("GET", "/openapi.json").json()
    assert {"/oauth/token", "/exchanges", "/procedures/{code}"} <= told["paths"].keys()
    for path in told["paths"].values():
        for operation in path.values():
            assert "4XX" in operation["responses"]


def test_secrets_are_kept_as_hashes_only(call: Caller, tmp_path: Path) -> None:
    call.records.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite*"))
    assert call.token.encode() not in kept
    assert hashed(call.token).encode() in kept
