"""How long it takes to understand a page that was read: python -m bench.understanding [DATA]

DATA is the data folder of a batch that was digitised (default: SOHOA_DATA_DIR or ./sohoa-data); its readings
are understood one by one, as `sohoa digitise` does, and the time of the CPU is told in milliseconds a page.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from models.page import PageReading
from pipeline.understanding.decide import decide
from pipeline.understanding.understand import understand


def measure(readings: Sequence[PageReading]) -> list[float]:
    """Milliseconds for each page; forms and gazetteer are loaded before."""
    times = []
    for reading in [*readings[:1], *readings]:
        started = time.process_time()
        for document in understand("0" * 64, [(1, reading)]):
            decide(document)
        times.append(1000 * (time.process_time() - started))
    return times[1:]


def load(data: Path) -> list[PageReading]:
    """All readings below a data folder."""
    files = sorted(data.glob("objects/readings/**/reading.json"))
    return [PageReading.model_validate_json(file.read_bytes()) for file in files]


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SOHOA_DATA_DIR", "sohoa-data"))
    times = measure(load(data))
    if not times:
        sys.exit(f"no readings in {data}")
    twentieths = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
    print(f"{len(times)} pages: median {statistics.median(times):.1f} ms, 95 % below {twentieths[18]:.1f} ms")


if __name__ == "__main__":
    main()
