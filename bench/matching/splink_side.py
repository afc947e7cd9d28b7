"""Splink's side of the comparison: runs in the bench's own environment, where nothing of Sohoa is.

    python -P splink_side.py FOLDER     # register.parquet and queries.parquet made by prepare.py

Writes FOLDER/pairs.parquet (query, citizen, weight in bits) and FOLDER/splink.json (seconds of each step).
The configuration is meant to be as good as a careful user would make it: levels for every field, frequencies
of names, twelve blocking rules, u from ten million random pairs, m by expectation maximisation over two
blockings. It has no vetoes: Splink knows none.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

LEAST_WEIGHT = -10.0
SINGLES, PAIRS_OF_ONE = 7, 13  # single records timed; candidates scored for each by score_pairs
RANDOM_PAIRS = 1e7
RULES = (
    *(["pid"], ["cmnd"], ["phone"], ["given_plain", "dob"], ["ward", "given_plain", "dob_md"]),
    *(["ward", "dob"], ["ward", "given_plain", "dob_year"], ["father", "mother"], ["home_ward", "name"]),
    *(["letters", "dob_md"], ["letters", "dob_year"], ["ward", "name"]),
)


def edits(column: str, *distances: int) -> list[Any]:
    return [cll.LevenshteinLevel(column, distance) for distance in distances]


def compare(name: str, null: str, *levels: Any) -> Any:
    return cl.CustomComparison(
        output_column_name=name, comparison_levels=[cll.NullLevel(null), *levels, cll.ElseLevel()]
    )


def exact(column: str, *, frequency: bool = False) -> Any:
    level = cll.ExactMatchLevel(column)
    return level.configure(tf_adjustment_column=column, tf_minimum_u_value=2e-6) if frequency else level


def place(column: str, wards: str, province: str, *first: Any) -> Any:
    shared = cll.ArrayIntersectLevel(wards, min_intersection=1)
    return compare(column, column, *first, shared, cll.ExactMatchLevel(province))


def comparisons() -> list[Any]:
    swapped = "dob_l[1:4] = dob_r[1:4] and dob_l[6:7] = dob_r[9:10] and dob_l[9:10] = dob_r[6:7]"
    same_ward = "len(list_intersect(wards_l, wards_r)) > 0"
    same_spot = f"{same_ward} and jaro_winkler_similarity(detail_l, detail_r) > 0.92"
    return [
        compare(
            "given", "given", exact("given", frequency=True), exact("given_plain"), *edits("given_plain", 1)
        ),
        compare("middle", "middle", exact("middle", frequency=True), *edits("middle", 1)),
        compare("family", "family", exact("family", frequency=True), *edits("family", 1)),
        compare(
            "dob",
            "dob",
            exact("dob"),
            cll.CustomLevel(swapped, label_for_charts="day and month exchanged"),
            *edits("dob", 1),
            exact("dob_year"),
        ),
        cl.ExactMatch("sex"),
        compare("pid", "pid", exact("pid"), *edits("pid", 1, 2)),
        compare("cmnd", "cmnd", exact("cmnd"), *edits("cmnd", 1)),
        compare("father", "father", exact("father", frequency=True), cll.JaroWinklerLevel("father", 0.9)),
        compare("mother", "mother", exact("mother", frequency=True), cll.JaroWinklerLevel("mother", 0.9)),
        place("ward", "wards", "province", cll.CustomLevel(same_spot, label_for_charts="ward and spot")),
        place("home_ward", "home_wards", "home_province"),
        compare("phone", "phone", exact("phone"), *edits("phone", 1)),
    ]


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


# Splink sets the sides by the order of their names: queries are left of the register.
PAIRS = "SELECT unique_id_l AS query, unique_id_r AS citizen, match_weight AS weight FROM {}"


class Clock:
    """Seconds of each step by the clock, and of CPUs as `cpu_` and its name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic(), time.process_time()

    def stop(self, step: str) -> None:
        now = time.monotonic(), time.process_time()
        self.seconds[step], self.seconds[f"cpu_{step}"] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now


def run(folder: Path) -> None:
    connection = duckdb.connect()
    clock = Clock()
    database = DuckDBAPI(connection)
    sides = [load(connection, database, folder, side) for side in ("register", "queries")]
    linker = Linker(sides, settings(), log_level="ERROR")
    clock.stop("load")
    train(linker)
    clock.stop("train")
    predicted = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
    clock.stop("predict")
    connection.sql(PAIRS.format(predicted.physical_name)).write_parquet(str(folder / "pairs.parquet"))
    clock.seconds |= time_single(linker, database, connection, sides)
    (folder / "splink.json").write_text(json.dumps(clock.seconds, indent=1))


def load(connection: duckdb.DuckDBPyConnection, database: DuckDBAPI, folder: Path, side: str) -> Any:
    connection.read_parquet(str(folder / f"{side}.parquet")).create(f"told_{side}")
    return database.register(f"told_{side}", dataset_display_name=side)


def train(linker: Linker) -> None:
    linker.training.estimate_probability_two_random_records_match(
        [block_on("pid"), block_on("given_plain", "dob", "family")], recall=0.85
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for rule in (["pid"], ["given_plain", "dob"]):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))


def time_single(
    linker: Linker, database: DuckDBAPI, connection: duckdb.DuckDBPyConnection, sides: list[Any]
) -> dict[str, float]:
    """Seconds for one query: against the whole register, and against candidates that are found already."""
    register, queries = (side.physical_name for side in sides)
    whole, pairs = [], []
    for number in range(SINGLES):
        one = connection.sql(f"SELECT * FROM {queries} LIMIT 1 OFFSET {number * 11}").to_arrow_table()
        few = connection.sql(
            f"SELECT * FROM {register} LIMIT {PAIRS_OF_ONE} OFFSET {number * 17}"
        ).to_arrow_table()
        start = time.monotonic()
        left = database.register(one, dataset_display_name=f"one_{number}")
        linker.inference.predict_between(sides[0], left).as_record_list()
        whole.append(time.monotonic() - start)
        start = time.monotonic()
        linker.inference.score_pairs(one.to_pylist(), few.to_pylist()).as_record_list()
        pairs.append(time.monotonic() - start)
    return {"predict_between": statistics.median(whole), "score_pairs": statistics.median(pairs)}


if __name__ == "__main__":
    run(Path(sys.argv[1]))
