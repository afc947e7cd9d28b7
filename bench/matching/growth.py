"""How cost grows: one register grows from slice to slice, and is asked the same queries each time.

    ./run bench matching --growth --citizens 4000000 --queries 20000

Each slice is imported into the same database; then queries are timed, candidates counted, the database
weighed and the decisions scored (who is not in it yet counts as absent). Draws docs/scaling.svg.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import typer

from bench.matching.by_key import candidates_by_key
from bench.matching.picture import draw_lines
from bench.matching.report import tell_table
from bench.matching.score import Score, read_decisions, read_truth, score
from bench.matching.sohoa import Single, import_register, link, time_single

FIRST = 125_000
ASKED = 2_000  # queries whose keys are counted
HEAD = (
    *("citizens", "import, CPU s a million", "database", "candidates a query", "one query, median (95 %)"),
    *("queries a second and core", "precision", "recall"),
)
PICTURE = Path(__file__).parent.parent.parent / "docs" / "scaling.svg"


@dataclass(frozen=True)
class Stage:
    """The register at one size. `import_cpu`: CPU seconds for the rows that were new."""

    citizens: int
    import_cpu: float
    size: int
    single: Single
    per_core: float
    score: Score
    by_key: dict[str, float]


def tell_growth(population: Path, citizens: int) -> None:
    """Print a row for each size as it is measured, then draw them."""
    with tempfile.TemporaryDirectory(prefix="growth-", dir=population.parent) as name:
        stages = []
        for stage in grow(population, sizes(citizens), Path(name)):
            typer.echo(f"{stage.citizens:,} measured", err=True)
            stages.append(stage)
    tell_table(
        HEAD,
        {f"{stage.citizens:,}": _cells(stage) for stage in stages},
    )
    tell_table(
        ["citizens found by key", *(f"{stage.citizens:,}" for stage in stages)],
        {key: [f"{stage.by_key[key]:.2f}" for stage in stages] for key in stages[-1].by_key},
    )
    draw_lines(
        PICTURE,
        [stage.citizens for stage in stages],
        {
            "candidates a query": [stage.single.candidates for stage in stages],
            "ms a query, 95 %": [stage.single.p95 for stage in stages],
            "ms a query, median": [stage.single.p50 for stage in stages],
            "database, GB": [stage.size / 1e9 for stage in stages],
        },
    )


def sizes(most: int) -> list[int]:
    """FIRST, its double, and so on up to `most`."""
    found = [FIRST]
    while found[-1] * 2 <= most:
        found.append(found[-1] * 2)
    return found


def grow(population: Path, steps: list[int], data: Path) -> Iterator[Stage]:
    """Import and measure, size after size."""
    environment = {"SOHOA_DATA_DIR": str(data)}
    truth = read_truth(population / "truth.csv")
    known: set[str] = set()
    for before, size in zip([0, *steps], steps, strict=False):
        known |= write_slice(population / "register.parquet", data / "slice.parquet", before, size)
        imported = import_register(data / "slice.parquet", environment)
        linked, decisions = link(population / "queries.jsonl", data, environment)
        answers = {
            query: answer if answer.citizen in known else answer._replace(citizen="")
            for query, answer in truth.items()
        }
        yield Stage(
            size,
            imported.cpu / (size - before) * 1e6,
            (data / "records.sqlite").stat().st_size,
            time_single(population, environment),
            len(truth) / linked.cpu,
            score(answers, read_decisions(decisions))[0],
            candidates_by_key(f"sqlite:///{data}/records.sqlite", population / "queries.jsonl", ASKED),
        )


def write_slice(register: Path, target: Path, first: int, last: int) -> set[str]:
    """Rows `first` to `last` of a register as a file of their own; returns their citizen ids."""
    rows = pq.read_table(register, memory_map=True).slice(first, last - first)
    pq.write_table(rows, target)
    return set(rows["citizen_id"].to_pylist())


def _cells(stage: Stage) -> list[str]:
    return [
        f"{stage.import_cpu:.0f}",
        f"{stage.size / 1e6:,.0f} MB",
        f"{stage.single.candidates:.1f}",
        f"{stage.single.p50:.2f} ms ({stage.single.p95:.2f})",
        f"{stage.per_core:,.0f}",
        f"{stage.score.precision:.5f} ({stage.score.false.total()} wrong)",
        f"{stage.score.recall:.4f}",
    ]
