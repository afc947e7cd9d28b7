"""A register in memory, made ready as the real one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.matching import load_matching
from models.register import Entry, Told, entry_of
from pipeline.matching.find import Finder
from pipeline.matching.register import prepare


class Shelf:
    """The part of records.lookup that matching asks for."""

    def __init__(self, citizens: Sequence[Told], merged: dict[str, str] | None = None) -> None:
        self._merged = merged or {}
        self._prepared = [prepare(told, load_matching()) for told in citizens]

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]:
        found = []
        for key in keys:
            rows = [row for row, prepared in enumerate(self._prepared) if key in prepared.keys]
            found += [(key, row) for row in rows[: most + 1]]
        return found

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        return [
            entry_of(row, one.told, one.residence, one.units)
            for row, one in enumerate(self._prepared)
            if row in rows
        ]

    def name_counts(self) -> dict[tuple[str, str], int]:
        return Counter(name for prepared in self._prepared for name in prepared.names)

    def version(self) -> int:
        return 1

    def merged(self) -> dict[str, str]:
        return self._merged


def finder(*citizens: Told, merged: dict[str, str] | None = None) -> Finder:
    return Finder(load_matching(), Shelf(citizens, merged))
