"""Splink's scores with Sohoa's vetoes on top: what is owed to the vetoes, and what to the scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.matching.score import Decision
from models.matching import load_matching
from models.register import Entry, Told, entry_of
from pipeline.keeping.records import Records
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person
from pipeline.matching.queries import read_queries
from pipeline.matching.register import prepare

LEAST = 10.0  # Splink's bits for a match; what is doubtful the vetoes stop
PROFILE = "standard"
ROWS = 50_000
Best = Mapping[str, list[tuple[float, str]]]


class OneCandidate:
    """A register in which every key finds the one citizen that Splink found."""

    def __init__(self, names: dict[tuple[str, str], int]) -> None:
        self._names = names
        self.entry: Entry | None = None

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]:
        return [(key, 0) for key in keys[:1]]

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        return [self.entry] if rows and self.entry else []

    def name_counts(self) -> dict[tuple[str, str], int]:
        return self._names

    def version(self) -> int:
        return 0

    def merged(self) -> dict[str, str]:
        return {}


def decide_with_vetoes(best: Best, population: Path, database_url: str) -> dict[str, Decision]:
    """For each query Splink's best candidate: a match if none of Sohoa's vetoes holds, else for a clerk.

    The register at `database_url` holds the population: how frequent names are is part of the vetoes.
    """
    wanted = {query: found for query, found in best.items() if found[0][0] >= LEAST}
    told = _register_rows(population, {found[0][1] for found in wanted.values()})
    register = OneCandidate(_name_counts(database_url))
    finder = Finder(load_matching(), register)
    decisions = {}
    for query in read_queries(population / "queries.jsonl"):
        if query.qid in wanted:
            shown = tuple(citizen for _, citizen in wanted[query.qid])
            register.entry = _entry(told[shown[0]])
            candidates = finder.find(read_person(query.told), PROFILE).candidates
            is_clear = bool(candidates) and not candidates[0].vetoes
            decisions[query.qid] = Decision("match" if is_clear else "review", shown[0], shown)
    return decisions


def _name_counts(database_url: str) -> dict[tuple[str, str], int]:
    records = Records(database_url)
    with records.register_lookup() as lookup:
        counts = lookup.name_counts()
    records.close()
    return counts


def _register_rows(population: Path, ids: set[str]) -> dict[str, Told]:
    rows: dict[str, Told] = {}
    for batch in pq.ParquetFile(population / "register.parquet").iter_batches(ROWS):
        for row in batch.to_pylist():
            if row["citizen_id"] in ids:
                told: dict[str, Any] = {name: value or None for name, value in row.items()}
                rows[row["citizen_id"]] = Told(**told)
    return rows


def _entry(told: Told) -> Entry:
    prepared = prepare(told, load_matching())
    return entry_of(0, told, prepared.residence, prepared.units)
