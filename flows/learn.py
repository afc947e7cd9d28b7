"""Weights of matching learned from what clerks answered, or from a file of persons that nobody looked at, and
what they would change. Nothing is switched by it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml

from flows.workers import batches_of
from models.matching import Matching
from pipeline.keeping.records import Records
from pipeline.matching.find import Finder
from pipeline.matching.learn import (
    Levels,
    Quality,
    Weights,
    learn_from_labels,
    learn_without_labels,
    measure,
    split_labels,
)
from pipeline.matching.normalise import read_person
from pipeline.matching.person import NORM_VERSION
from pipeline.matching.queries import read_queries

MOST_QUERIES = 20_000  # whose pairs are held in memory: enough for every level
BATCH_QUERIES = 500
PROFILE = "standard"


@dataclass(frozen=True)
class Learned:
    """`taught`, `held_back`: labels, or pairs without; `before`, `after`: on the labels held back."""

    weights: Weights
    taught: int
    held_back: int
    before: Quality
    after: Quality


def learn(records: Records, matching: Matching, queries: Path | None = None) -> Learned:
    """From the clerks' answers; with `queries` from these persons' candidates, by expectation-maximisation,
    and all answers are held back to measure on. Errors: RecordsUnavailableError, those of read_queries."""
    labels = list(records.labels())
    rules = matching.profiles[PROFILE]
    if queries is None:
        taught, held_back = split_labels(labels)
        weights = learn_from_labels(taught, matching.weights)
        count = len(taught)
    else:
        pairs, held_back = _pairs(records, matching, queries), labels
        weights = learn_without_labels(pairs, matching)
        count = len(pairs)
    before, after = (measure(held_back, one, matching, rules) for one in (matching.weights, weights))
    return Learned(weights, count, len(held_back), before, after)


def write_weights(learned: Learned, matching: Matching, path: Path) -> None:
    """A file for SOHOA_WEIGHTS."""
    told = {"version": f"{matching.version}+{learned.taught}", "weights": learned.weights}
    path.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _pairs(records: Records, matching: Matching, queries: Path) -> list[Levels]:
    """All that the keys lead to, strangers too."""
    records.check_keys(NORM_VERSION)
    pairs: list[Levels] = []
    with records.register_lookup() as lookup:
        finder = Finder(matching, lookup)
        for batch in batches_of(islice(read_queries(queries), MOST_QUERIES), BATCH_QUERIES):
            people = [read_person(query.told) for query in batch]
            for candidates in finder.near(people, PROFILE, float("-inf")):
                pairs += [candidate.levels for candidate in candidates]
    return pairs
