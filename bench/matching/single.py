"""Times single queries with their explanation, as the web desk or the API would ask them.

    python -m bench.matching.single QUERIES COUNT

The register is that of SOHOA_DATA_DIR or SOHOA_DATABASE_URL.

Prints the median and the 95th percentile in milliseconds: reading the query's raw texts, candidates from the
database, comparison, decision and explanation; and how many citizens were compared, on average.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from flows.settings import Settings
from models.matching import load_matching
from models.register import Entry
from pipeline.keeping.records import Records
from pipeline.matching.explain import explain
from pipeline.matching.find import Finder, Register
from pipeline.matching.normalise import read_person
from pipeline.matching.queries import read_queries

PROFILE = "standard"
WARM_UP = 200  # not counted


class Counted:
    """A register that counts the citizens it gave."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self.given = 0
        self.find, self.name_counts = register.find, register.name_counts
        self.version, self.merged = register.version, register.merged

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        self.given += len(rows)
        return self._register.entries(rows)


def time_queries(queries: Path, count: int) -> tuple[list[float], float]:
    """(milliseconds of each, in order of length; citizens compared, on average)."""
    taken = []
    records = Records(Settings.from_environment().database_url)
    with records.register_lookup() as lookup:
        register = Counted(lookup)
        finder = Finder(load_matching(), register)
        for query in islice(read_queries(queries), count + WARM_UP):
            start = time.perf_counter()
            finding = finder.find(read_person(query.told), PROFILE)
            explain(query.told, finding, finder.matching, PROFILE, finder.version)
            taken.append((time.perf_counter() - start) * 1000)
    records.close()
    return sorted(taken[WARM_UP:]), register.given / len(taken)


if __name__ == "__main__":
    times, given = time_queries(Path(sys.argv[1]), int(sys.argv[2]))
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(json.dumps({"p50": p50, "p95": p95, "candidates": given}))
