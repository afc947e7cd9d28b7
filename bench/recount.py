"""What clerks checked and what it took, counted again from the audit log alone.

    sohoa audit export --out audit.jsonl
    python -m bench.recount audit.jsonl > recounted.csv

It must be what the desk's report says (`/reports/checks.csv`), line for line. It shares no code with Sohoa:
it knows only that a line `field.check` tells a check and a line `check.undo` takes one back.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

Key = tuple[str, str, str, str, str]

COLUMNS = ("day", "document_type", "name", "user_name", "outcome", "fields", "milliseconds", "keys")


def recount(lines: Iterable[str]) -> dict[Key, tuple[int, int, int]]:
    """(fields, milliseconds, keys) by day, type, field, clerk and outcome; what was undone is left out."""
    checks: dict[str, dict[str, Any]] = {}
    for line in map(json.loads, lines):
        if line["action"] == "field.check":
            checks[line["details"]["check"]] = line
        elif line["action"] == "check.undo":
            del checks[line["details"]["check"]]
    sums: dict[Key, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for line in checks.values():
        told = line["details"]
        clerk = line["who"].partition(":")[2]
        key = (line["at"][:10], told["type"], told["field"], clerk, told["outcome"])
        fields, milliseconds, keys = sums[key]
        sums[key] = (fields + 1, milliseconds + int(told["milliseconds"]), keys + int(told["keys"]))
    return dict(sums)


def write(sums: dict[Key, tuple[int, int, int]], out: TextIO) -> None:
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([*key, *figures] for key, figures in sorted(sums.items()))


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as log:
        write(recount(log), sys.stdout)
