"""Splink's decisions, from the pairs that it scored in its own environment."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bench.bench import Contender, Run, run_once
from bench.matching.prepare import prepare
from bench.matching.score import Decision, Truth

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SCRIPT = Path(__file__).with_name("splink_side.py")
SURE = math.log2(0.999 / 0.001)  # Splink's match_probability 0.999, in bits
REVIEW = 0.0  # bits: more likely than not


@dataclass(frozen=True)
class SplinkRun:
    """`seconds`: of load, train, predict (all queries), predict_between and score_pairs (one query). `best`:
    by query its best candidates as (bits, citizen), the best first."""

    whole: Run
    seconds: dict[str, float]
    best: dict[str, list[tuple[float, str]]]


def run_splink(population: Path, folder: Path) -> SplinkRun:
    """Prepare what Splink is given, then run it. Exits if it fails."""
    if not (folder / "queries.parquet").exists():
        prepare(population, folder)
    whole = run_once(Contender("Splink", [str(PYTHON), "-P", str(SCRIPT), str(folder)]))
    return SplinkRun(whole, json.loads((folder / "splink.json").read_text()), read_best(folder))


def read_best(folder: Path, most: int = 3) -> dict[str, list[tuple[float, str]]]:
    """By query the best candidates."""
    pairs = pq.read_table(folder / "pairs.parquet")
    query, citizen = pairs["query"].to_numpy(), pairs["citizen"].to_numpy()
    weight = pairs["weight"].to_numpy()
    best: dict[str, list[tuple[float, str]]] = {}
    for place in np.argsort(-weight, kind="stable"):
        found = best.setdefault(query[place], [])
        if len(found) < most:
            found.append((float(weight[place]), citizen[place]))
    return best


def decide(best: Mapping[str, list[tuple[float, str]]], threshold: float) -> dict[str, Decision]:
    """Splink's decisions at a threshold in bits."""
    decisions = {}
    for query, candidates in best.items():
        weight, citizen = candidates[0]
        shown = tuple(other for _, other in candidates)
        if weight >= threshold:
            decisions[query] = Decision("match", citizen, shown)
        elif weight >= REVIEW:
            decisions[query] = Decision("review", None, shown)
    return decisions


def scored(
    best: Mapping[str, list[tuple[float, str]]], truth: Mapping[str, Truth]
) -> list[tuple[float, bool]]:
    """Each query's best weight, and whether it is the right citizen."""
    return [
        (candidates[0][0], candidates[0][1] == truth[query].citizen) for query, candidates in best.items()
    ]
