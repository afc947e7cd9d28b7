"""Whatever happens to what is held, no answer given after it shows how it was before: not by the same key and
not by an ETag."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.api import exchanges
from models.answers import Answer
from tests.app.api.conftest import Caller, paper
from tests.pipeline.keeping.records.making import kept, read_scan

KEY = {"Idempotency-Key": "hoso-0001"}
OTHER_SCAN = "b" * 64
OTHER_CARD = paper(
    *("d3", "identity_card_2024", "VN1", 1),
    full_name="Lê Thị Khác",
    date_of_birth="1979-07-17",
    personal_id="060179758051",
    issued_on="2025-03-03",
    expires_on="2039-07-17",
)


def correct(call: Caller) -> None:
    asked = call.records.ask_correction("VN1", "full_name", "Lê Thị Mậu", reason="sai dấu", asked_by="an")
    call.records.decide_correction(asked, accepted=True, who="bình")


def dispute(call: Caller) -> None:
    call.records.ask_correction("VN1", "full_name", None, reason="không phải", asked_by="an")


def unlink(call: Caller) -> None:
    call.records.nobody_matches("d1", "", "an")


def restrict(call: Caller) -> None:
    call.records.restrict("VN1", reason="Theo yêu cầu", who="an")


def contradict(call: Caller) -> None:
    read_scan(call.records, OTHER_SCAN)
    call.records.documents_kept(OTHER_SCAN, [kept(OTHER_CARD)])


def link_to_another(call: Caller) -> None:
    for who in ("an", "bình"):
        call.records.answer_match("d1", "", "VN3", Answer.SAME, who)


def decide_anew(call: Caller) -> None:
    call.records.correct_field("d1", "full_name", "Lê Thị Mới", "an")


@pytest.mark.parametrize(
    ("happens", "state", "value"),
    [
        (correct, "OK", "Lê Thị Mậu"),
        (dispute, "NEEDS_REVIEW", None),
        (unlink, "UNAVAILABLE", None),
        (restrict, "UNAVAILABLE", None),
        (contradict, "CONFLICT", None),
        (link_to_another, "UNAVAILABLE", None),
        (decide_anew, "OK", "Lê Thị Mới"),
    ],
)
def test_no_later_answer_shows_the_old_state(
    call: Caller, happens: Callable[[Caller], None], state: str, value: str | None
) -> None:
    before = call.ask(headers=KEY)
    assert named(before.json())["value"] == "Lê Thị Mẫu"
    happens(call)
    for headers in (KEY, KEY | {"If-None-Match": before.headers["etag"]}, {}):
        after = call.ask(headers=headers)
        assert (after.status_code, named(after.json())["state"]) == (200, state)
        assert (named(after.json())["value"], after.headers["etag"] == before.headers["etag"]) == (
            value,
            False,
        )
        assert "Lê Thị Mẫu" not in after.text


def test_what_expires_tonight_is_not_given_tomorrow(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    last = dt.date(2039, 7, 17)
    for day, state in ((last, "OK"), (last + dt.timedelta(days=1), "EXPIRED")):
        monkeypatch.setattr(exchanges, "today", lambda day=day: day)
        [card] = [one for one in call.ask(headers=KEY).json()["papers"] if one["name"] == "identity"]
        assert (card["reason"] == "paper_held") == (state == "OK")


def named(given: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return next(one for one in given["fields"] if one["name"] == "full_name")
