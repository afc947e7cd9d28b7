"""Measure how citizens are found: Sohoa and Splink on the same drawn register, in one run.

    ./run bench matching --citizens 1000000 --queries 100000 --seed 1

Draws a population (kept in build/bench, so that the next run has it), imports it, links all queries, trains
and runs Splink on the same data, and prints what both decided, how long it took, and who is served worse.
FEBRL4, a public set, comes after it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bench.matching.febrl import link_febrl
from bench.matching.growth import tell_growth
from bench.matching.report import Column, splink_column, tell_groups, tell_quality, tell_speed, tell_table
from bench.matching.score import Truth, read_decisions, read_truth, score
from bench.matching.sohoa import SohoaRun, import_register, run_sohoa, time_single
from bench.matching.splink import SURE, SplinkRun, decide, run_splink, scored
from bench.matching.vetoed import decide_with_vetoes
from flows.cpus import available_cpus
from samples.population.draw import draw
from tests.servers import postgres_server

WORK = Path(__file__).parent.parent.parent / "build" / "bench"


def main(
    citizens: Annotated[int, typer.Option(min=1000, help="Size of the register.")] = 1_000_000,
    queries: Annotated[int, typer.Option(min=1000)] = 100_000,
    seed: Annotated[int, typer.Option(help="Another seed is another population.")] = 1,
    growth: Annotated[
        bool, typer.Option("--growth", help="Measure Sohoa alone, from 125,000 citizens on, and draw it.")
    ] = False,
) -> None:
    """Compare Sohoa's matching with Splink's on a drawn register."""
    population = draw_once(citizens, queries, seed)
    if growth:
        tell_growth(population, citizens)
        return
    typer.echo(f"{citizens:,} citizens, {queries:,} queries, seed {seed}; {available_cpus()} CPUs")
    with tempfile.TemporaryDirectory(prefix="data-", dir=WORK) as name:
        sohoa = run_sohoa(population, Path(name))
        splink = run_splink(population, population / "splink")
        truth = read_truth(population / "truth.csv")
        compare(sohoa, splink, truth, population, f"sqlite:///{name}/records.sqlite")
        tell_speed(sohoa, splink, len(truth), citizens)
        tell_postgres(population)
    tell_febrl()


def draw_once(citizens: int, queries: int, seed: int) -> Path:
    """The population's folder; drawn if it is not there yet."""
    folder = WORK / f"{citizens}-{queries}-{seed}"
    if not (folder / "truth.csv").exists():  # written last
        typer.echo(f"drawing {citizens:,} citizens", err=True)
        draw(folder, citizens=citizens, queries=queries, seed=seed)
    return folder


def compare(
    sohoa: SohoaRun, splink: SplinkRun, truth: dict[str, Truth], population: Path, database_url: str
) -> None:
    ours, groups = score(truth, read_decisions(sohoa.decisions))
    theirs, _ = score(truth, decide(splink.best, SURE))
    vetoed, _ = score(truth, decide_with_vetoes(splink.best, population, database_url))
    tell_quality(
        [
            Column("Sohoa", ours),
            splink_column("Splink 5, probability ≥ 0.999", theirs, scored(splink.best, truth)),
            Column("Splink 5 with Sohoa's vetoes", vetoed),
        ]
    )
    tell_groups(groups)


def tell_postgres(population: Path) -> None:
    """The same register in PostgreSQL: import and single queries. Its cluster is one for tests, unsynced."""
    with postgres_server() as server, tempfile.TemporaryDirectory() as data:
        environment = {"SOHOA_DATA_DIR": data, "SOHOA_DATABASE_URL": server.new_database()}
        imported = import_register(population / "register.parquet", environment)
        single = time_single(population, environment)
    tell_table(
        ["PostgreSQL on this host", "import", "one query, median (95 %)"],
        {"Sohoa": [f"{imported.seconds:.1f} s", f"{single.p50:.2f} ms ({single.p95:.2f})"]},
    )


def tell_febrl() -> None:
    rows = {}
    for caption, with_number in (("with its number", True), ("without", False)):
        links = link_febrl(WORK / "febrl", with_number=with_number)
        rows[caption] = [f"{links.f1:.4f}", f"{links.right:,} of {links.people:,}", f"{links.pairs:,}"]
    tell_table(["FEBRL4, adapted (bench/matching/febrl.yaml)", "F1", "found", "pairs compared"], rows)


if __name__ == "__main__":
    typer.run(main)
