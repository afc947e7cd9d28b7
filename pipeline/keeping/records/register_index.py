"""What finds citizens, on its way into the tables: keys, frequencies of names, places in today's units."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from sqlalchemy import Connection, select, text

from models.register import Prepared, Units
from pipeline.keeping.records.bulk import load
from pipeline.keeping.tables.register import blk, names, places

_KEYS_AT_ONCE = 1 << 16


def hold_register(connection: Connection) -> None:
    """Nobody else changes the register until the transaction ends; all may look."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        connection.execute(text("LOCK TABLE citizens IN SHARE ROW EXCLUSIVE MODE"))


class RegisterIndex:
    """Gathers them for one transaction; `enter_keys` and `count_names` write what was gathered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        known = connection.execute(select(places.c.told, places.c.id)).all()
        self._places: dict[str, int] = {told: number for told, number in known}  # noqa: C416
        self._keys, self._rows = array("q"), array("i")
        self._names: Counter[tuple[str, str]] = Counter()

    def name_places(self, told: Sequence[Prepared]) -> None:
        """Enter the places that are new."""
        new = {place: units for place, units in places_of(told) if place not in self._places}
        rows = []
        for place, units in new.items():
            self._places[place] = len(self._places) + 1
            rows.append((self._places[place], place, *codes(units)))
        load(self._connection, places, ("id", "told", "wards", "provinces"), rows)

    def number_of(self, place: str | None) -> int | None:
        return self._places[place] if place else None

    def note(self, row: int, prepared: Prepared) -> None:
        """The citizen of this row is to be found."""
        self._keys.extend(prepared.keys)
        self._rows.extend([row] * len(prepared.keys))
        self._names.update(prepared.names)

    def forget_names(self, prepared: Prepared) -> None:
        self._names.subtract(prepared.names)

    def enter_keys(self) -> None:
        """In the order of the keys, so that the tree's pages are filled one after the other."""
        keys, rows = np.frombuffer(self._keys, np.int64), np.frombuffer(self._rows, np.int32)
        order = np.lexsort((rows, keys))
        parts = (order[at : at + _KEYS_AT_ONCE] for at in range(0, len(order), _KEYS_AT_ONCE))
        pairs = (zip(keys[part].tolist(), rows[part].tolist(), strict=True) for part in parts)
        load(self._connection, blk, ("k", "r"), chain.from_iterable(pairs))
        self._keys, self._rows = array("q"), array("i")

    def count_names(self) -> None:
        wanted = {key: count for key, count in self._names.items() if count}
        there = self._connection.execute(select(names)).all()
        known: dict[tuple[str, str], int] = {(part, name): count for part, name, count in there}
        self._connection.execute(names.delete())
        for key, count in wanted.items():
            known[key] = known.get(key, 0) + count
        rows = [(*key, count) for key, count in sorted(known.items()) if count > 0]
        load(self._connection, names, ("part", "name", "count"), rows)


def places_of(told: Iterable[Prepared]) -> Iterable[tuple[str, Units | None]]:
    """(place as told, today's units) of origins and residences."""
    for prepared in told:
        pairs = zip((prepared.told.place_of_origin, prepared.residence[1]), prepared.units, strict=True)
        yield from ((place, units) for place, units in pairs if place)


def codes(units: Units | None) -> tuple[str | None, str | None]:
    """As the table keeps them."""
    if units is None:
        return None, None
    return (
        " ".join(map(str, sorted(units.wards))) or None,
        " ".join(map(str, sorted(units.provinces))) or None,
    )
