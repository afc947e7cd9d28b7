"""Whoever tries out numbers gets nothing: not a value, not a hint by the clock, and soon no answer at all."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
import statistics
import time
from collections.abc import Sequence

import pytest

from app.api import exchanges
from app.api.rendering import answer_items
from flows.reuse import Identity, find_citizens
from pipeline.keeping.records.outbox import ALERTS, Webhook
from pipeline.keeping.rows.reuse import Client
from pipeline.keeping.tables.outbox import outbox
from tests.app.api.conftest import CHILD, MOTHER, NOBODY, Caller, token_for

ROUNDS = 40
UNLIKELY = 3.9  # standard deviations that chance exceeds once in ten thousand times
PAIRS, AT_ONCE = 50_000, 500
TRIED = 60  # once a client is blocked each request is refused before it is looked at


def seconds(call: Caller, person: dict[str, str]) -> float:
    began = time.perf_counter()
    assert call.ask(people={"applicant": person}).status_code == 200
    return time.perf_counter() - began


def score(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann and Whitney's U as standard deviations from what chance gives; ties count half."""
    wins = sum((a > b) + (a == b) / 2 for a, b in itertools.product(one, other))
    n, m = len(one), len(other)
    return (wins - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def timed(call: Caller, rounds: int = ROUNDS) -> float:
    call.state.limits.guesses = lambda who, *, found: False  # type: ignore[method-assign]
    known: list[float] = []
    unknown: list[float] = []
    call.ask()  # what is done once only
    for _ in range(rounds):
        for person, times in random.sample([(MOTHER, known), (NOBODY, unknown)], 2):
            times.append(seconds(call, person))
    assert statistics.median(known) > 0
    return abs(score(known, unknown))


def test_the_clock_does_not_tell_who_is_known(call: Caller) -> None:
    assert any(timed(call) < UNLIKELY for _ in range(2))  # by chance not once in a hundred million times


def test_that_can_fail(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    given = answer_items

    def slower(answer: object) -> object:
        time.sleep(0.25 if getattr(answer, "citizens", None) else 0)
        return given(answer)  # type: ignore[arg-type]

    monkeypatch.setattr(exchanges, "answer_items", slower)
    assert timed(call, rounds=20) > UNLIKELY


def test_of_50_000_guessed_pairs_none_finds_anybody(call: Caller) -> None:
    """Numbers that exist with another day, days that exist with another number, and both made up."""
    chance = random.Random(7)
    known = [(one["personal_id"], one["date_of_birth"]) for one in (MOTHER, CHILD)]
    guessed: list[Identity] = []
    for at in range(PAIRS):
        number, day = known[at % 2]
        other = guess(chance)
        guessed.append(
            (Identity(number, _another_day(day, chance)), Identity(other["personal_id"], day))[at % 4 // 2]
            if at % 3
            else Identity(**other)
        )
    parts = [guessed[at : at + AT_ONCE] for at in range(0, PAIRS, AT_ONCE)]
    assert not any(one for part in parts for one in find_citizens(call.records, part))
    assert find_citizens(call.records, [Identity(*one) for one in known]) == ["VN1", "VN2"]  # it can fail


def _another_day(day: str, chance: random.Random) -> str:
    told = dt.date.fromisoformat(day) + dt.timedelta(
        days=chance.choice((-1, 1)) * chance.randrange(1, 20_000)
    )
    return told.isoformat()


def test_whoever_tries_out_birth_dates_is_blocked_however_much_else_they_ask(call: Caller) -> None:
    call.token = token_for(call, Client("h16", "Đoán", "G15.07", per_minute=10_000))
    call.records.add_webhook(Webhook("w1", "http://127.0.0.1:9/", (ALERTS,)), "console")
    statuses = []
    for month in range(1, 10):
        tried = MOTHER | {"date_of_birth": f"1981-0{month}-17"}
        statuses.append(call.ask(people={"applicant": tried}).status_code)
        statuses += [call.ask(people={"applicant": MOTHER}).status_code for _ in range(2)]
    assert statuses[:12] == [200] * 12  # the right day counts as one of them
    assert set(statuses[15:]) == {403}
    with call.records._reading() as connection:
        [alert] = connection.execute(outbox.select()).all()
    assert alert.body == {"code": "client.block", "client": "h16", "why": "guesses"}
    entries = [line.entry.action for line in call.records.audit_lines("h16")]
    assert "client.block" in entries


def test_guesses_give_nothing_and_are_soon_refused(call: Caller) -> None:
    call.token = token_for(call, Client("h16", "Đoán", "G15.07", per_minute=10_000))
    chance = random.Random(7)
    answers = [call.ask(people={"applicant": guess(chance)}) for _ in range(TRIED)]
    given = [one for one in answers if one.status_code == 200]
    assert 0 < len(given) <= 20
    assert {one.status_code for one in answers[len(given) :]} == {403}
    assert not any(field["value"] for one in given for field in one.json()["fields"])
    # The block is in the records: it holds for every process, for an hour.
    [client] = [one for one in call.records.clients() if one.id == "h16"]
    assert client.blocked_until is not None


def guess(chance: random.Random) -> dict[str, str]:
    return {
        "personal_id": f"0601{chance.randrange(10**8):08d}",
        "date_of_birth": f"{chance.randrange(1950, 2020)}-{chance.randrange(1, 13):02d}-15",
    }
