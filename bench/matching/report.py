"""The tables that are printed, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from bench.matching.score import Score, best_in_hindsight
from bench.matching.sohoa import SohoaRun
from bench.matching.splink import SplinkRun

GROUPS = {
    "everybody": "everybody in the register",
    "no_number": "no number on the paper",
    "cmnd": "only an old identity-card number (CMND)",
    "moved_at_marriage": "women whom the register still has at their parents'",
    "minority": "names of smaller peoples",
    "born_before_1960": "born before 1960",
    "year_only": "the register knows the year of birth only",
}
PRECISION = 0.999


@dataclass(frozen=True)
class Column:
    """A contender's decisions, scored. `hindsight`: recall at PRECISION, the threshold picked afterwards."""

    name: str
    score: Score
    hindsight: float | None = None


def tell_quality(columns: Sequence[Column]) -> None:
    """How right the decisions are."""
    rows = {
        "wrong matches": [f"{column.score.false.total()} of {column.score.matches:,}" for column in columns],
        "precision (95 % lower bound)": [
            f"{column.score.precision:.5f} ({column.score.lower_bound:.5f})" for column in columns
        ],
        "recall of matches": [f"{column.score.recall:.4f}" for column in columns],
        f"recall at precision ≥ {PRECISION}": [_hindsight(column) for column in columns],
        "recall after a perfect clerk": [f"{column.score.recall_with_clerk:.4f}" for column in columns],
        "left to a clerk": [f"{column.score.review_load:.1%}" for column in columns],
        "matched to the owner of a relative's number": [str(column.score.owners) for column in columns],
    }
    tell_table(["", *(column.name for column in columns)], rows)


def _hindsight(column: Column) -> str:
    if column.hindsight is not None:
        return f"{column.hindsight:.4f} (threshold in hindsight)"
    return f"{column.score.recall:.4f}" if column.score.precision >= PRECISION else "none"


def tell_speed(sohoa: SohoaRun, splink: SplinkRun, queries: int, citizens: int) -> None:
    """How long everything takes, and what it needs."""
    took = splink.seconds
    learnt, learnt_cpu = took["load"] + took["train"], took["cpu_load"] + took["cpu_train"]
    rows = {
        "register made ready": [
            f"{sohoa.imported.seconds:.0f} s, {sohoa.imported.cpu:.0f} s of CPU (import)",
            f"{learnt:.0f} s, {learnt_cpu:.0f} s of CPU (load, train)",
        ],
        f"{queries:,} queries": [
            f"{sohoa.linked.seconds:.0f} s, {sohoa.linked.cpu:.0f} s of CPU (whole command)",
            f"{took['predict']:.0f} s, {took['cpu_predict']:.0f} s of CPU (predict)",
        ],
        "the same from start to end": [
            f"{sohoa.linked.seconds:.0f} s",
            f"{learnt + took['predict']:.0f} s (load, train, predict)",
        ],
        "queries a second and core": [
            f"{queries / sohoa.linked.cpu:,.0f}",
            f"{queries / took['cpu_predict']:,.0f}",
        ],
        "one query, median (95 %)": [
            f"{sohoa.single.p50:.2f} ms ({sohoa.single.p95:.2f})",
            f"{splink.seconds['predict_between'] * 1000:,.0f} ms",
        ],
        "its candidates alone": ["", f"{splink.seconds['score_pairs'] * 1000:,.0f} ms (score_pairs, 13)"],
        "database": [f"{sohoa.size / 1e6:,.0f} MB", "in memory"],
        "peak memory": [
            f"{sohoa.imported.peak / 1e6:,.0f} MB import, {sohoa.linked.peak / 1e6:,.0f} MB link",
            f"{splink.whole.peak / 1e6:,.0f} MB",
        ],
    }
    tell_table([f"{citizens:,} citizens", "Sohoa", "Splink 5"], rows)
    ratio = splink.seconds["predict_between"] * 1000 / sohoa.single.p50
    few = splink.seconds["score_pairs"] * 1000 / sohoa.single.p50
    batch = (learnt + took["predict"]) / sohoa.linked.seconds
    typer.echo(
        f"\nOne query: Splink's predict_between takes {ratio:,.0f} ×, its score_pairs {few:,.0f} × as long. "
        f"All of them: {batch:.1f} ×."
    )


def tell_groups(groups: Mapping[str, Score]) -> None:
    """Who is served worse."""
    rows = {
        caption: [
            f"{groups[name].present:,}",
            f"{groups[name].recall:.4f}",
            f"{groups[name].recall_with_clerk:.4f}",
            f"{groups[name].reviews / groups[name].present:.1%}",
        ]
        for name, caption in GROUPS.items()
        if name in groups
    }
    tell_table(
        ["recall by group", "people asked for", "matched", "after a perfect clerk", "to a clerk"], rows
    )


def tell_table(head: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    typer.echo("\n| " + " | ".join(head) + " |")
    typer.echo("|" + "---|" * len(head))
    for name, cells in rows.items():
        typer.echo("| " + " | ".join([name, *cells]) + " |")


def splink_column(name: str, score: Score, scored: Sequence[tuple[float, bool]]) -> Column:
    return Column(name, score, best_in_hindsight(scored, score.present, PRECISION))
