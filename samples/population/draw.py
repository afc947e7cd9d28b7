"""Draws a register of citizens, queries as OCR gives them, and their answers.

    python -m samples.population.draw OUT --citizens 1000000 --queries 100000 --seed 1

OUT/register.parquet, OUT/queries.jsonl, OUT/truth.csv. A seed is a population of its own: other provinces
where most people live, other frequencies of names, other families; the same seed gives the same files. Memory
does not grow with the number of citizens, only with that of queries.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import typer

from samples.population.crowd import Crowd
from samples.population.families import REGISTERED, draw_families
from samples.population.lookalikes import add_lookalikes, asked_roles
from samples.population.names import Names
from samples.population.numbers import Serials
from samples.population.places import Places
from samples.population.queries import TRUTH, Queries, Query, choose_people
from samples.population.records import COLUMNS, Records, make_records

SETTLEMENT = 50_000  # people drawn at once, who marry among themselves
PRESENT = 0.85  # of the queries
SCHEMA = pa.schema([(column, pa.string()) for column in COLUMNS])


class Settlement(NamedTuple):
    """A part of the population: its people, their records, and queries about them."""

    crowd: Crowd
    records: Records
    queries: list[Query]

    def registered(self) -> pa.Table:
        chosen = np.flatnonzero(self.crowd.role == REGISTERED)
        order = chosen[np.argsort(self.records.columns["citizen_id"][chosen])]
        return pa.table([pa.array(self.records.columns[column][order]) for column in COLUMNS], schema=SCHEMA)


def draw(
    out: Annotated[Path, typer.Argument(help="Folder for the three files.")],
    citizens: Annotated[int, typer.Option(min=100)] = 1_000_000,
    queries: Annotated[int, typer.Option(min=0)] = 100_000,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Draw a register, queries and truth."""
    out.mkdir(parents=True, exist_ok=True)
    lines: list[tuple[str, dict[str, str]]] = []
    with pq.ParquetWriter(out / "register.parquet", SCHEMA, compression="zstd") as register:
        for settlement in draw_settlements(citizens, queries, seed):
            register.write_table(settlement.registered())
            lines += [
                (json.dumps(query.told, ensure_ascii=False), query.truth) for query in settlement.queries
            ]
    random.Random(seed).shuffle(lines)
    write_queries(out, lines)


def draw_settlements(citizens: int, queries: int, seed: int) -> Iterator[Settlement]:
    """The population in parts, each drawn from seeds of its own."""
    names, serials = Names(seed), Serials()
    places = Places(seed, names.mixed_provinces())
    for number, first in enumerate(range(0, citizens, SETTLEMENT)):
        rng = np.random.default_rng([seed, 10, number])
        size = min(SETTLEMENT, citizens - first)
        crowd = add_lookalikes(rng, names, places, draw_families(rng, names, places, size))
        records = make_records(rng, names, places, serials, crowd, first)
        count = queries * (first + size) // citizens - queries * first // citizens
        who = choose_people(rng, crowd, asked_roles(rng, count, PRESENT))
        asked = Queries(random.Random(f"{seed} {number}"), places, crowd, records)
        yield Settlement(crowd, records, list(asked.about(who)))


def write_queries(out: Path, lines: list[tuple[str, dict[str, str]]]) -> None:
    with (
        (out / "queries.jsonl").open("w", encoding="utf-8") as told,
        (out / "truth.csv").open("w", encoding="utf-8", newline="") as truth,
    ):
        rows = csv.DictWriter(truth, TRUTH, lineterminator="\n")
        rows.writeheader()
        for number, (line, answer) in enumerate(lines):
            qid = f"Q{number:07d}"
            told.write(f'{{"qid": "{qid}", {line[1:]}\n')
            rows.writerow({"qid": qid, **answer})


if __name__ == "__main__":
    typer.run(draw)
