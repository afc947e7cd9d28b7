"""A population comes with its truth: who is registered, who only looks like it, whose number is whose."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import fold
from samples.population.draw import draw, draw_settlements
from samples.population.names import Names
from samples.population.noise import SEVERITIES, Noise, without_marks
from samples.population.queries import GROUPS, TRUTH
from samples.population.records import COLUMNS

CITIZENS, QUERIES = 12_000, 3_000


class Drawn(NamedTuple):
    register: dict[str, dict[str, Any]]
    queries: list[dict[str, str]]
    truth: list[dict[str, str]]


def _draw(out: Path, *, seed: int = 7, citizens: int = CITIZENS, queries: int = QUERIES) -> Drawn:
    draw(out, citizens=citizens, queries=queries, seed=seed)
    rows = pq.read_table(out / "register.parquet").to_pylist()
    told = [json.loads(line) for line in (out / "queries.jsonl").read_text("utf-8").splitlines()]
    with (out / "truth.csv").open(encoding="utf-8", newline="") as file:
        return Drawn({row["citizen_id"]: row for row in rows}, told, list(csv.DictReader(file)))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return _draw(tmp_path_factory.mktemp("population"))


def test_as_many_as_asked_for(drawn: Drawn) -> None:
    assert len(drawn.register) == CITIZENS
    assert len(drawn.queries) == len(drawn.truth) == QUERIES
    assert [query["qid"] for query in drawn.queries] == [row["qid"] for row in drawn.truth]
    assert tuple(next(iter(drawn.register.values()))) == COLUMNS
    assert tuple(drawn.truth[0]) == TRUTH


def test_the_same_seed_draws_the_same_and_another_something_else(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        _draw(tmp_path / name, seed=seed, citizens=600, queries=100)
    for file in ("register.parquet", "queries.jsonl", "truth.csv"):
        once, again, other = ((tmp_path / name / file).read_bytes() for name in "abc")
        assert once == again != other


def test_who_is_present_is_in_the_register_and_nobody_else(drawn: Drawn) -> None:
    for row in drawn.truth:
        assert (row["category"] == "present") == bool(row["rid"])
        assert not row["rid"] or row["rid"] in drawn.register
        assert not row["near_rid"] or row["near_rid"] in drawn.register
    assert len({row["category"] for row in drawn.truth}) == 8


def test_personal_numbers_obey_their_rules_and_are_their_owners_alone(drawn: Drawn) -> None:
    held = [row for row in drawn.register.values() if row["personal_id"]]
    assert 0.93 < len(held) / CITIZENS < 0.99
    assert len({row["personal_id"] for row in held}) == len(held)
    for row in held:
        assert row["personal_id"][3:6] == _sex_and_year(row)


def _sex_and_year(row: dict[str, Any]) -> str:
    year = int(row["date_of_birth"][:4])
    return f"{2 * (year // 100 - 19) + (row['sex'] == 'female')}{year % 100:02d}"


def test_numbers_are_dense_so_that_a_wrong_digit_often_hits_somebody(drawn: Drawn) -> None:
    held = {row["personal_id"] for row in drawn.register.values() if row["personal_id"]}
    last = [number[:11] + str((int(number[11]) + 1) % 10) for number in held]
    assert sum(number in held for number in last) / len(held) > 0.2


def test_a_cleanly_read_number_of_somebody_absent_is_nobodys_in_the_register(drawn: Drawn) -> None:
    held = {row["personal_id"] for row in drawn.register.values()} - {""}
    absent = [
        query["identity_number"]
        for query, row in zip(drawn.queries, drawn.truth, strict=True)
        if not row["rid"] and row["severity"] == "clean" and row["id_kind"] == "cccd"
    ]
    assert len(absent) > 50 and not held.intersection(number.replace(" ", "") for number in absent)


def test_a_relatives_number_is_that_of_another_registered_citizen(drawn: Drawn) -> None:
    owned = [row for row in drawn.truth if row["id_owner_rid"]]
    assert owned and all(
        row["id_owner_rid"] != row["rid"] and "id_of_relative" in row["events"] for row in owned
    )
    for query, row in zip(drawn.queries, drawn.truth, strict=True):
        if row["id_owner_rid"] and row["severity"] == "clean":
            number = query["identity_number"].replace(" ", "")
            assert drawn.register[row["id_owner_rid"]]["personal_id"] == number


def test_a_clean_query_without_events_says_what_the_register_says(drawn: Drawn) -> None:
    compared = 0
    for query, row in zip(drawn.queries, drawn.truth, strict=True):
        if row["severity"] == "clean" and not row["events"] and row["rid"]:
            held = drawn.register[row["rid"]]
            assert fold(query["full_name"]) == fold(held["full_name"])
            if query["date_of_birth"]:
                digits = re.sub(r"\D", "", query["date_of_birth"])
                assert digits.endswith(held["date_of_birth"][:4])
            compared += 1
    assert compared > 100


def test_twins_and_namesakes_look_like_the_registered(drawn: Drawn) -> None:
    for query, row in zip(drawn.queries, drawn.truth, strict=True):
        if row["severity"] != "clean" or not row["near_rid"] or "no_diacritics" in row["events"]:
            continue
        near = drawn.register[row["near_rid"]]
        if row["category"] == "absent_same_name_same_birthday" and "words_joined" not in row["events"]:
            assert fold(query["full_name"]) == fold(near["full_name"])
        if row["category"] == "absent_twin" and query["date_of_birth"] and len(near["date_of_birth"]) == 10:
            assert query["date_of_birth"].endswith(near["date_of_birth"][:4])


def test_nobody_absent_is_told_exactly_as_somebody_registered(drawn: Drawn) -> None:
    fields = ("full_name", "father_full_name", "mother_full_name")
    held = {
        (*(fold(row[field]) for field in fields), row["date_of_birth"]) for row in drawn.register.values()
    }
    for query, row in zip(drawn.queries, drawn.truth, strict=True):
        told = tuple(fold(query[field]) for field in fields)
        if not row["rid"] and all(told):
            date = re.findall(r"\d+", query["date_of_birth"])
            assert (*told, "-".join(part.zfill(2) for part in reversed(date))) not in held


def test_every_group_is_met(drawn: Drawn) -> None:
    groups = Counter(
        group for row in drawn.truth for group in row["groups"].split(";") if row["rid"] and group
    )
    assert set(groups) == set(GROUPS) and min(groups.values()) > 10


def test_addresses_stand_in_units_of_both_times(drawn: Drawn) -> None:
    old = [row["residence"].count(",") >= 3 for row in drawn.register.values()]
    assert 0.4 < sum(old) / CITIZENS < 0.7


def test_settlements_do_not_share_numbers_or_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samples.population.draw.SETTLEMENT", 1_000)
    parts = [settlement.registered() for settlement in draw_settlements(3_000, 0, 2)]
    assert len(parts) == 3
    for column in ("citizen_id", "personal_id"):
        values = [value for part in parts for value in part[column].to_pylist() if value]
        assert len(values) == len(set(values))


def test_names_follow_the_years_and_the_peoples() -> None:
    names, rng = Names(1), np.random.default_rng(1)
    kinh, girls = np.zeros(4000, np.int64), np.ones(4000, np.int64)
    old, new = (set(names.givens(rng, kinh, girls, np.full(4000, year))) for year in (1930, 2018))
    assert len(old & new) < 0.7 * min(len(old), len(new))
    for which, people in enumerate(names.peoples):
        row = np.column_stack([
            part(rng, *arguments)
            for part, arguments in (
                (names.families, [np.array([which])]),
                (names.middles, [np.array([which]), np.array([1])]),
                (names.givens, [np.array([which]), np.array([1]), np.array([1990])]),
            )
        ])  # fmt: skip
        spelt = str(names.spell(np.array([which]), row)[0])
        assert spelt.strip() == spelt and spelt
        assert (people.family_from == "nobody") <= (len(people.order) == 2)


@given(st.text(max_size=40), st.sampled_from(list(SEVERITIES)), st.integers(0, 1000))
def test_noise_never_fails_and_clean_changes_nothing(text: str, severity: str, seed: int) -> None:
    noise = Noise(random.Random(seed), severity)
    assert isinstance(noise.text(text), str) and isinstance(noise.digits(text), str)
    if severity == "clean":
        assert noise.text(text) == text
    assert without_marks(without_marks(text)) == without_marks(text)


def test_heavy_noise_changes_more_than_light() -> None:
    text = "Nguyễn Thị Phương Thảo 20/11/1987 " * 40
    changed = [
        sum(a != b for a, b in zip(text, Noise(random.Random(1), severity).text(text), strict=False))
        for severity in ("clean", "light", "heavy")
    ]
    assert changed[0] == 0 < changed[1] < changed[2]
