"""Records of the register that may be one citizen: each is looked for as if a paper told it. People
decide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from flows.finding import close_finder, process_finder, process_lookup
from flows.workers import batches_of, in_order
from pipeline.matching.explain import agreeing
from pipeline.matching.find import Candidate
from pipeline.matching.register import person_of

ROWS_AT_ONCE = 500
PROFILE = "standard"


def write_duplicates(file: IO[str]) -> int:
    """One line of JSON a suspected pair: the two citizen ids, the older record first, bits, and in what they
    agree. Pairs that people merged are left out. Returns how many. Errors: RecordsUnavailableError."""
    pairs = 0
    try:
        rows = range(1, process_lookup().last_row() + 1)
        for lines in in_order(_look, batches_of(rows, ROWS_AT_ONCE)):
            file.writelines(lines)
            pairs += len(lines)
    finally:
        close_finder()
    return pairs


def _look(rows: list[int]) -> list[str]:
    finder = process_finder()
    entries = process_lookup().entries(rows)
    least = finder.matching.profiles[PROFILE].match
    found = finder.near([person_of(entry) for entry in entries], PROFILE, least)
    return [line for entry, near in zip(entries, found, strict=True) for line in _pairs(entry.row, near)]


def _pairs(row: int, near: tuple[Candidate, ...]) -> Iterator[str]:
    """Each pair once, from the older of the two."""
    own = [candidate for candidate in near if candidate.entry.row == row]
    for one in near:
        if own and one.entry.row > row and one.citizen_id != own[0].citizen_id and not one.vetoes:
            told = {"citizen_id": own[0].citizen_id, "other_id": one.citizen_id}
            pair = told | {"bits": round(one.bits.total, 1), "reason": f"Trùng {agreeing(one)}."}
            yield json.dumps(pair, ensure_ascii=False) + "\n"
