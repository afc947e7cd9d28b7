"""A person asks that something is given out no more: once a clerk agreed, no answer gives it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.api.conftest import NOBODY, Caller


def ask(call: Caller, exchange_id: str, **changes: Any) -> Any:
    told = {"official": "an", "person": "applicant", "field": "applicant.residence", "reason": "Theo yêu cầu"}
    return call("POST", f"/exchanges/{exchange_id}/restrictions", json=told | changes)


def field(call: Caller, name: str) -> dict[str, Any]:
    return next(one for one in call.ask().json()["fields"] if one["name"] == name)


def given(call: Caller, person: str) -> list[dict[str, Any]]:
    return [one for one in call.ask().json()["fields"] if one["person"] == person]


@pytest.fixture
def name(call: Caller) -> str:
    """A field that is filled in from the mother's card."""
    filled = [one["name"] for one in given(call, "applicant") if one["value"]]
    return str(filled[0])


def test_what_a_clerk_restricts_is_in_no_answer(call: Caller, name: str) -> None:
    before = call.ask().json()
    exchange_id = before["exchange_id"]
    paper = f"/exchanges/{exchange_id}/evidence/field/{name}"
    links = call("GET", paper).json()
    got = ask(call, exchange_id, field=name)
    assert got.status_code == 200, got.text
    assert field(call, name)["state"] == "OK"  # nobody has decided
    [waiting] = call.records.waiting_restrictions()
    assert waiting.id == got.json()["request_id"]
    call.records.decide_restriction(waiting.id, accepted=True, who="binh")
    value = next(one["value"] for one in before["fields"] if one["name"] == name)
    after = call.ask()
    assert field(call, name)["state"] == "UNAVAILABLE"
    assert value not in [one["value"] for one in given(call, "applicant")]
    assert "OK" not in [one["state"] for one in after.json()["papers"] if one["name"] == "identity"]
    for address in (paper, links["archive"], links["crop"]):  # the paper shows it, too
        assert call("GET", address).json()["code"] == "E402"
    assert "OK" in [one["state"] for one in given(call, "member")]
    call.records.lift_restrictions("VN1", who="binh")
    assert field(call, name)["value"] == value


def test_everything_of_a_person(call: Caller) -> None:
    exchange_id = call.ask().json()["exchange_id"]
    request_id = ask(call, exchange_id, field=None).json()["request_id"]
    call.records.decide_restriction(request_id, accepted=True, who="binh")
    given = call.ask().json()["fields"]
    assert {one["state"] for one in given if one["person"] == "applicant"} == {"UNAVAILABLE"}
    assert "OK" in {one["state"] for one in given if one["person"] == "member"}


def test_for_somebody_unknown_it_looks_alike(call: Caller) -> None:
    exchange_id = call.ask(people={"applicant": NOBODY}).json()["exchange_id"]
    assert ask(call, exchange_id, field=None).status_code == 200
    assert call.records.waiting_restrictions() == []


@pytest.mark.parametrize("change", [{"person": "nobody"}, {"field": "nothing"}, {"reason": " "}, {"more": 1}])
def test_what_cannot_be_meant(call: Caller, change: dict[str, Any]) -> None:
    exchange_id = call.ask().json()["exchange_id"]
    assert ask(call, exchange_id, **change).status_code == 422
    assert ask(call, "0" * 32, field=None).status_code == 404
    assert call.records.waiting_restrictions() == []
