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
    """Milliseconds for one query with its explanation, one process, one connection; `candidates`: citizens
    fetched and compared for one, on average."""

    p50: float
    p95: float
    candidates: float


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
    environment = {"SOHOA_DATA_DIR": str(data)}
    imported = import_register(population / "register.parquet", environment)
    size = sum(file.stat().st_size for file in data.rglob("*") if file.is_file())
    linked, decisions = link(population / "queries.jsonl", data, environment)
    return SohoaRun(imported, linked, size, time_single(population, environment), decisions)


def link(queries: Path, data: Path, environment: Mapping[str, str]) -> tuple[Run, Path]:
    """All queries; returns the run and the file of decisions."""
    decisions = data / "decisions.jsonl"
    command = [str(SOHOA), "link", str(queries), "--out", str(decisions)]
    return run_once(Contender("sohoa link", command, dict(environment))), decisions


def import_register(register: Path, environment: Mapping[str, str]) -> Run:
    command = [str(SOHOA), "register", "import", str(register)]
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
