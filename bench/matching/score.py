"""What a matcher's decisions are worth, against the truth.

A decision about a query: `match` with one citizen, `review` with candidates, best first, or `none`. Measures:
precision and recall of matches alone (nobody looks at those), and what is left for a clerk.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from models.intervals import at_most

SHOWN = 3  # candidates that a clerk looks at


class Truth(NamedTuple):
    """`citizen`: "" where the person is not in the register; `owner`: whose number the form carried, where it
    was not their own."""

    citizen: str
    category: str
    owner: str
    groups: tuple[str, ...]


class Decision(NamedTuple):
    decision: str
    citizen: str | None
    candidates: tuple[str, ...]


NOTHING = Decision("none", None, ())


@dataclass
class Score:
    """Counts over the queries. `found`: right matches; `false`: wrong ones, by category of the query;
    `reviews`: left to a clerk; `shown`: of these, with the right citizen among the first candidates;
    `owners`: matched to the owner of a relative's number."""

    queries: int = 0
    present: int = 0
    found: int = 0
    shown: int = 0
    reviews: int = 0
    owners: int = 0
    false: Counter[str] = field(default_factory=Counter)

    @property
    def matches(self) -> int:
        return self.found + self.false.total()

    @property
    def precision(self) -> float:
        return self.found / self.matches if self.matches else 1.0

    @property
    def lower_bound(self) -> float:
        """Of the precision, with 95 % confidence."""
        return 1 - at_most(self.false.total(), self.matches)

    @property
    def recall(self) -> float:
        return self.found / self.present if self.present else 0.0

    @property
    def recall_with_clerk(self) -> float:
        """If the clerk always picks the right one of the first candidates."""
        return (self.found + self.shown) / self.present if self.present else 0.0

    @property
    def review_load(self) -> float:
        return self.reviews / self.queries if self.queries else 0.0

    def add(self, truth: Truth, decision: Decision) -> None:
        self.queries += 1
        self.present += bool(truth.citizen)
        if decision.decision == "match":
            if decision.citizen == truth.citizen:
                self.found += 1
            else:
                self.false[truth.category] += 1
                self.owners += decision.citizen == truth.owner
        elif decision.decision == "review":
            self.reviews += 1
            self.shown += bool(truth.citizen) and truth.citizen in decision.candidates[:SHOWN]


def score(truth: Mapping[str, Truth], decisions: Mapping[str, Decision]) -> tuple[Score, dict[str, Score]]:
    """Over all queries, and by group over the people of each who are in the register."""
    total = Score()
    groups: dict[str, Score] = {}
    for query, answer in truth.items():
        decision = decisions.get(query, NOTHING)
        total.add(answer, decision)
        if answer.citizen:
            for group in ("everybody", *answer.groups):
                groups.setdefault(group, Score()).add(answer, decision)
    return total, groups


def best_in_hindsight(scored: Iterable[tuple[float, bool]], present: int, precision: float) -> float:
    """The recall of the best threshold that holds `precision`, picked with the truth in hand.

    `scored`: for each query the best candidate's score and whether it is the right one. Equal scores go
    together.
    """
    found, best = 0, 0.0
    ordered = sorted(scored, reverse=True)
    for taken, (value, right) in enumerate(ordered, start=1):
        found += right
        is_last_of_equals = taken == len(ordered) or ordered[taken][0] != value
        if is_last_of_equals and found >= precision * taken:
            best = found / present
    return best


def read_truth(path: Path) -> dict[str, Truth]:
    """A truth.csv with or without groups."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["qid"]: Truth(row["rid"], row["category"], row["id_owner_rid"], _groups(row))
            for row in csv.DictReader(file)
        }


def _groups(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, row.get("groups", "").split(";")))


def read_decisions(path: Path) -> dict[str, Decision]:
    with path.open(encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    return {
        one["qid"]: Decision(one["decision"], one.get("citizen_id"), tuple(one.get("candidates") or ()))
        for one in told
    }
