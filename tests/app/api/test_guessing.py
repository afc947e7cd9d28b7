"""Whoever tries out numbers gets nothing: not a value, not a hint by the clock, and soon no answer at all."""

from __future__ import annotations

import itertools
import math
import random
import statistics
import time
from collections.abc import Sequence

import pytest

from app.api import exchanges
from app.api.rendering import answer_items
from pipeline.keeping.rows import Client
from tests.app.api.conftest import MOTHER, NOBODY, Caller, token_for

ROUNDS = 40
UNLIKELY = 3.9  # standard deviations that chance exceeds once in ten thousand times
TRIED = 400  # once a client is blocked each request is refused before it is looked at


def seconds(call: Caller, person: dict[str, str]) -> float:
    began = time.perf_counter()
    assert call.ask(people={"applicant": person}).status_code == 200
    return time.perf_counter() - began


def score(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann and Whitney's U as standard deviations from what chance gives; ties count half."""
    wins = sum((a > b) + (a == b) / 2 for a, b in itertools.product(one, other))
    n, m = len(one), len(other)
    return (wins - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def timed(call: Caller) -> float:
    call.state.limits.guesses = lambda who, *, found: False  # type: ignore[method-assign]
    known: list[float] = []
    unknown: list[float] = []
    call.ask()  # what is done once only
    for _ in range(ROUNDS):
        for person, times in random.sample([(MOTHER, known), (NOBODY, unknown)], 2):
            times.append(seconds(call, person))
    assert statistics.median(known) > 0
    return abs(score(known, unknown))


def test_the_clock_does_not_tell_who_is_known(call: Caller) -> None:
    assert min(timed(call) for _ in range(2)) < UNLIKELY  # a busy machine may upset one measurement


def test_that_can_fail(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    given = answer_items

    def slower(answer: object) -> object:
        time.sleep(0.02 if getattr(answer, "citizens", None) else 0)
        return given(answer)  # type: ignore[arg-type]

    monkeypatch.setattr(exchanges, "answer_items", slower)
    assert timed(call) > UNLIKELY


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
