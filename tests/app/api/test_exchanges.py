"""Asking, confirming, correcting; and that no answer shows an older state or tells who is known."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest

from app.api import problems
from app.api.shapes import Given
from flows.reuse import given_value
from models.answers import Answer
from models.regulations import Regulations
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import changes
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import CHILD, MOTHER, NOBODY, Caller, token_for


def fields(given: Any) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in given.json()["fields"]}


def papers(given: Any) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in given.json()["papers"]}


def test_an_answer_is_as_openapi_says_and_says_where_each_value_is(call: Caller) -> None:
    given = call.ask()
    assert given.status_code == 200
    Given.model_validate_json(given.content)
    name = fields(given)["full_name"]
    assert (name["state"], name["value"], name["shown"]) == ("OK", "Lê Thị Mẫu", "Lê Thị Mẫu")
    source = name["source"]
    assert (source["document_id"], source["page"], source["box"]) == ("d1", 1, [10, 20, 30, 40])
    assert (source["document_name"], source["issued_on"]) == ("Thẻ căn cước (2024)", "2025-02-02")
    assert fields(given)["members.1.date_of_birth"]["shown"] == "13/08/2018"
    assert fields(given)["request"]["reason"] == "declared_anew"
    assert {name: one["state"] for name, one in papers(given).items()} == {
        "dwelling": "UNAVAILABLE",
        "kinship": "OK",
        "identity": "OK",
    }
    assert papers(given)["kinship"]["why"] == "Đã có bản số hóa còn giá trị của giấy tờ này."


def test_a_procedure_that_is_switched_off_is_not_known(call: Caller) -> None:
    off = Regulations(procedures_off=("1.004222",))
    call.records.issue_regulations(off, 0, "op", "", AuditEntry("operator:op", "regulations"))
    assert call.ask().json()["code"] == "E463"


def test_every_answer_is_logged_with_its_hash_and_without_a_value(call: Caller) -> None:
    given = call.ask()
    [line] = call.records.audit_lines(given.json()["exchange_id"])
    digest = hashlib.sha256(given.content).hexdigest()
    assert (line.entry.answer_sha256, given.headers["etag"]) == (digest, f'"{digest}"')
    assert (line.entry.who, line.entry.purpose) == ("client:h15/can-bo-12", "Đăng ký thường trú cho con")
    assert set(line.entry.subjects) == {given.json()["exchange_id"], "VN1", "VN2"}
    told = f"{line}{call.records.exchange(given.json()['exchange_id'])}"
    for secret in ("Lê Thị", "1979", "060179758051", "Thôn"):
        assert secret not in told
    assert call.records.audit_flaws({}) == []


def test_what_was_given_can_be_explained_after_it_changed(call: Caller) -> None:
    exchange_id = call.ask().json()["exchange_id"]
    call.records.correct_field("d1", "full_name", "Lê Thị Mậu", "an")
    _, items = call.records.exchange(exchange_id)
    values = {item.name: given_value(call.records, item) for item in items}
    assert (values["full_name"], values["members.1.sex"], values["phone"]) == ("Lê Thị Mẫu", "male", None)
    assert fields(call.ask())["full_name"]["value"] == "Lê Thị Mậu"


def without_ids(given: Any) -> Any:
    return {**given.json(), "exchange_id": ""}


def test_nobody_looks_like_somebody_of_whom_nothing_is_held(call: Caller) -> None:
    other = {"personal_id": "060076796218", "date_of_birth": "1976-01-02"}  # VN3 is known, and has no paper
    wrong_day = {**MOTHER, "date_of_birth": "1979-07-18"}
    answers = [without_ids(call.ask(people={"applicant": one})) for one in (other, NOBODY, wrong_day)]
    call.records.restrict("VN1", reason="Theo yêu cầu", who="an")
    answers.append(without_ids(call.ask(people={"applicant": MOTHER})))
    assert all(answer == answers[0] for answer in answers)
    assert {one["state"] for one in answers[0]["fields"]} == {"UNAVAILABLE"}


def test_unlinking_and_linking_show_at_once(call: Caller) -> None:
    call.records.nobody_matches("d1", "", "an")
    assert fields(call.ask())["full_name"]["state"] == "UNAVAILABLE"
    for who in ("an", "bình"):
        call.records.answer_match("d1", "", "VN2", Answer.SAME, who)
    assert fields(call.ask())["members.1.full_name"]["state"] == "CONFLICT"


def test_merging_and_splitting_show_at_once(call: Caller) -> None:
    other = {"applicant": {"personal_id": "060076796218", "date_of_birth": "1976-01-02"}}  # VN3 has no paper
    for who in ("an", "bình"):
        call.records.merge_citizens("VN3", "VN1", who)
    for people in (other, {"applicant": MOTHER}):
        given = call.ask(people=people)
        assert fields(given)["full_name"]["value"] == "Lê Thị Mẫu"
        [line] = call.records.audit_lines(given.json()["exchange_id"])
        assert "VN3" in line.entry.subjects
    call.records.split_citizens("VN3", "VN1", "an")
    assert fields(call.ask(people=other))["full_name"]["state"] == "UNAVAILABLE"
    assert fields(call.ask())["full_name"]["value"] == "Lê Thị Mẫu"


def test_confirming_and_correcting(call: Caller) -> None:
    exchange_id = call.ask().json()["exchange_id"]
    said = [
        {"kind": "field", "name": "full_name", "outcome": "confirmed"},
        {"kind": "paper", "name": "identity", "outcome": "confirmed"},
        {"kind": "field", "name": "sex", "outcome": "declined"},
        {"kind": "field", "name": "members.1.full_name", "outcome": "corrected", "value": "Nguyễn Văn Mậu"},
    ]
    done = call("POST", f"/exchanges/{exchange_id}/confirmation", json={"items": said})
    assert (done.status_code, done.json()["confirmed"]) == (200, 2)
    waiting = fields(call.ask())["members.1.full_name"]
    assert (waiting["state"], waiting["reason"], waiting["value"]) == ("NEEDS_REVIEW", "under_review", None)
    call.records.decide_correction(done.json()["corrections"]["members.1.full_name"], accepted=True, who="an")
    after = fields(call.ask())["members.1.full_name"]
    assert (after["state"], after["value"], after["source"]["verified_by"]) == ("OK", "Nguyễn Văn Mậu", "an")
    shown = call("GET", f"/exchanges/{exchange_id}").json()
    outcomes = {one["name"]: one["outcome"] for one in shown["items"] if one["outcome"]}
    assert outcomes == {
        "full_name": "confirmed",
        "identity": "confirmed",
        "sex": "declined",
        "members.1.full_name": "corrected",
    }


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "field", "name": "request", "outcome": "confirmed"},  # nothing was given
        {"kind": "field", "name": "nonsense", "outcome": "confirmed"},
        {"kind": "field", "name": "date_of_birth", "outcome": "corrected", "value": "hôm qua"},
        {"kind": "paper", "name": "identity", "outcome": "corrected", "value": "x"},
    ],
)
def test_what_was_not_given_cannot_be_confirmed_and_what_cannot_be_is_no_correction(
    call: Caller, said: dict[str, Any]
) -> None:
    exchange_id = call.ask().json()["exchange_id"]
    done = call("POST", f"/exchanges/{exchange_id}/confirmation", json={"items": [said]})
    assert (done.status_code, done.json()["code"]) == (422, problems.BadRequestError.code)
    assert call.records.waiting_corrections() == []


def test_the_same_request_twice_is_one_exchange_and_shows_what_holds_then(call: Caller) -> None:
    key = {"Idempotency-Key": "hồ sơ 1".encode().hex()}
    first, again = call.ask(headers=key), call.ask(headers=key)
    assert first.content == again.content
    call.records.correct_field("d1", "full_name", "Lê Thị Mậu", "an")
    third = call.ask(headers=key)
    assert third.json()["exchange_id"] == first.json()["exchange_id"]
    assert fields(third)["full_name"]["value"] == "Lê Thị Mậu"
    assert len(call.records.audit_lines(first.json()["exchange_id"])) == 3


def test_a_client_gets_only_what_it_may_ask_for(call: Caller) -> None:
    narrow = Client("h16", "Hẹp", "G15.07", attributes=("sex",), procedures=("1.004222",))
    call.token = token_for(call, narrow)
    given = fields(call.ask())
    assert (given["full_name"]["state"], given["sex"]["value"]) == ("DECLINED", "female")
    nobody = fields(call.ask(people={"applicant": NOBODY}))
    assert nobody["full_name"]["state"] == "DECLINED"


def test_what_only_a_machine_read_is_for_those_who_may_ask_for_it(call: Caller) -> None:
    with call.records._writing() as connection:
        connection.exec_driver_sql("UPDATE field_values SET decision = 'review' WHERE name = 'sex'")
    assert fields(call.ask())["sex"]["value"] is None
    assert call.ask(include_unconfirmed=True).status_code == 403
    call.token = token_for(call, Client("h16", "Xem cả", "G15.07", unconfirmed=True))
    sex = fields(call.ask(include_unconfirmed=True))["sex"]
    assert (sex["state"], sex["value"], sex["source"]["trust"]) == ("NEEDS_REVIEW", "female", "machine_read")


def test_only_what_is_wanted_is_answered(call: Caller) -> None:
    given = call.ask(wanted=["sex"], people={"applicant": MOTHER})
    assert (list(fields(given)), papers(given)) == (["sex"], {})


def test_another_client_does_not_see_the_exchange(call: Caller) -> None:
    exchange_id = call.ask(people={"member": CHILD}).json()["exchange_id"]
    call.token = token_for(call, Client("h16", "Khác", "G15.07"))
    assert call("GET", f"/exchanges/{exchange_id}").status_code == 404
    item = {"kind": "field", "name": "members.1.sex", "outcome": "confirmed"}
    done = call("POST", f"/exchanges/{exchange_id}/confirmation", json={"items": [item]})
    assert done.status_code == 404


def test_changes_since_a_cursor(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "SETTLED", dt.timedelta(0))
    exchange_id = call.ask().json()["exchange_id"]
    first = call("GET", "/changes").json()
    assert first["items"] == []
    call.records.correct_field("d1", "sex", "male", "an")
    then = call("GET", "/changes", params={"cursor": first["cursor"]}).json()
    [told] = then["items"]
    assert (told["exchange_id"], told["name"], told["why"]) == (exchange_id, "sex", "decided_anew")
    again = call("GET", "/changes", params={"cursor": then["cursor"]}).json()
    assert again == {"cursor": then["cursor"], "items": []}
    assert call("GET", "/changes", params={"cursor": "x"}).status_code == 422
