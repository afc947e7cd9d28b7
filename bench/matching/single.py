"""Times single queries with their explanation, as the web desk or the API would ask them.

    python -m bench.matching.single QUERIES COUNT

The register is that of SOHOA_DATA_DIR or SOHOA_DATABASE_URL.

Prints the median and the 95th percentile in milliseconds: reading the query's raw texts, candidates from the
database, comparison, decision and explanation.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import islice
from pathlib import Path

from flows.settings import Settings
from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.matching.explain import explain
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person
from pipeline.matching.queries import read_queries

PROFILE = "standard"
WARM_UP = 200  # not counted


def time_queries(queries: Path, count: int) -> list[float]:
    """Milliseconds of each, in order of length."""
    taken = []
    records = Records(Settings.from_environment().database_url)
    with records.register_lookup() as lookup:
        finder = Finder(load_matching(), lookup)
        for query in islice(read_queries(queries), count + WARM_UP):
            start = time.perf_counter()
            finding = finder.find(read_person(query.told), PROFILE)
            explain(query.told, finding, finder.matching, PROFILE, finder.version)
            taken.append((time.perf_counter() - start) * 1000)
    records.close()
    return sorted(taken[WARM_UP:])


if __name__ == "__main__":
    times = time_queries(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"p50": times[len(times) // 2], "p95": times[len(times) * 95 // 100]}))
