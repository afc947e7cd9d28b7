"""The figures that decisions are judged by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.matching.score import (
    Decision,
    Truth,
    best_in_hindsight,
    read_decisions,
    read_truth,
    score,
)
from models.intervals import at_most

TRUTH = {
    "Q1": Truth("C1", "present", "", ("cmnd",)),
    "Q2": Truth("C2", "present", "", ()),
    "Q3": Truth("C3", "present", "C9", ()),
    "Q4": Truth("", "absent_twin", "", ()),
    "Q5": Truth("C5", "present", "", ("cmnd",)),
}


def test_right_wrong_and_left_to_a_clerk() -> None:
    decisions = {
        "Q1": Decision("match", "C1", ()),
        "Q2": Decision("review", None, ("C7", "C2")),
        "Q3": Decision("match", "C9", ()),
        "Q4": Decision("match", "C1", ()),
    }
    total, groups = score(TRUTH, decisions)
    assert (total.found, total.matches, total.owners) == (1, 3, 1)
    assert total.precision == pytest.approx(1 / 3)
    assert total.recall == 1 / 4
    assert total.recall_with_clerk == 2 / 4
    assert total.review_load == 1 / 5
    assert total.false == {"present": 1, "absent_twin": 1}
    assert (groups["cmnd"].present, groups["cmnd"].found) == (2, 1)
    assert groups["everybody"].present == 4


def test_a_candidate_far_down_the_list_is_not_shown() -> None:
    total, _ = score(TRUTH, {"Q1": Decision("review", None, ("C7", "C8", "C9", "C1"))})
    assert total.recall_with_clerk == 0


@pytest.mark.parametrize(
    ("false", "taken", "bound"),
    [(0, 29_956, 1e-4), (6, 79_788, 1.484e-4), (0, 100, 0.02951), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_clopper_pearson(false: int, taken: int, bound: float) -> None:
    assert at_most(false, taken) == pytest.approx(bound, rel=2e-3)


def test_hindsight_takes_equal_scores_together() -> None:
    scored = [(9.0, True), (8.0, True), (7.0, False), (7.0, True), (6.0, True)]
    assert best_in_hindsight(scored, present=5, precision=1.0) == 2 / 5
    assert best_in_hindsight(scored, present=5, precision=0.8) == 4 / 5
    assert best_in_hindsight([], present=5, precision=0.8) == 0


@given(st.lists(st.tuples(st.integers(-9, 9), st.booleans()), max_size=30))
def test_hindsight_holds_its_precision(scored: list[tuple[float, bool]]) -> None:
    best = best_in_hindsight(scored, present=30, precision=0.9)
    reached = [
        (sum(right for value, right in scored if value >= least), sum(v >= least for v, _ in scored))
        for least in {value for value, _ in scored}
    ]
    assert best == max((found / 30 for found, taken in reached if found >= 0.9 * taken), default=0)


def test_files_of_others_without_groups_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("qid,rid,category,id_owner_rid\nQ1,C1,present,\n", encoding="utf-8")
    (tmp_path / "decisions.jsonl").write_text(
        json.dumps({"qid": "Q1", "decision": "match", "citizen_id": "C1"})
    )
    truth = read_truth(tmp_path / "truth.csv")
    assert truth == {"Q1": Truth("C1", "present", "", ())}
    total, _ = score(truth, read_decisions(tmp_path / "decisions.jsonl"))
    assert total.found == 1
