"""Sohoa's side: its own commands, timed as whole processes, and single queries through its Python API."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.bench import SOHOA, Contender, Run, run_once

ROOT = Path(__file__).parent.parent.parent
SINGLES = 5_000


@dataclass(frozen=True)
class Single:
    """Milliseconds for one query with its explanation, one process, one connection."""

    p50: float
    p95: float


@dataclass(frozen=True)
class SohoaRun:
    """`size`: bytes of the data folder."""

    imported: Run
    linked: Run
    size: int
    single: Single
    decisions: Path


def run_sohoa(population: Path, data: Path) -> SohoaRun:
    """Import the register into a fresh SQLite file and link all queries. Exits if a command fails."""
    environment, decisions = {"SOHOA_DATA_DIR": str(data)}, data / "decisions.jsonl"
    imported = import_register(population, environment)
    size = sum(file.stat().st_size for file in data.rglob("*") if file.is_file())
    command = [str(SOHOA), "link", str(population / "queries.jsonl"), "--out", str(decisions)]
    linked = run_once(Contender("sohoa link", command, environment))
    return SohoaRun(imported, linked, size, time_single(population, environment), decisions)


def import_register(population: Path, environment: Mapping[str, str]) -> Run:
    command = [str(SOHOA), "register", "import", str(population / "register.parquet")]
    return run_once(Contender("sohoa register import", command, dict(environment)))


def time_single(population: Path, environment: Mapping[str, str]) -> Single:
    """The first queries one after another, in a process of their own."""
    command = [sys.executable, "-m", "bench.matching.single", str(population / "queries.jsonl"), str(SINGLES)]
    told = subprocess.run(
        command, cwd=ROOT, env=dict(environment) | path(), capture_output=True, check=True, text=True
    )
    return Single(**json.loads(told.stdout))


def path() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
