"""Many people as columns: one array a property, one entry a person."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NOBODY = -1
FIRST_DAY = np.datetime64("1890-01-01")


@dataclass(frozen=True)
class Crowd:
    """`sex`: 0 male, 1 female. `born`: days after FIRST_DAY. `name`: tokens of family, middle, given name.
    `father`, `mother`, `spouse`: places in the crowd, or NOBODY. `ward`, `home`: where they live;
    `told_ward`, `told_home`: where the register believes them to live; `origin`: ward of the father's family;
    `birthplace`: ward. `role`: REGISTERED, or why not in the register. `near`: who of the register they look
    like, or NOBODY."""

    people: Ints
    sex: Ints
    born: Ints
    name: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    ward: Ints
    home: Ints
    told_ward: Ints
    told_home: Ints
    origin: Ints
    birthplace: Ints
    role: Ints
    near: Ints

    def __len__(self) -> int:
        return len(self.sex)

    @functools.cached_property
    def year(self) -> Ints:
        days = FIRST_DAY + self.born.astype("timedelta64[D]")
        return days.astype("datetime64[Y]").astype(np.int64) + 1970

    def take(self, chosen: Ints | Mask) -> Crowd:
        return Crowd(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def day_of(year: int, month: int = 1, day: int = 1) -> int:
    return int((np.datetime64(f"{year:04d}-{month:02d}-{day:02d}") - FIRST_DAY).astype(int))


def days_of_years(years: Ints) -> Ints:
    """The first of January of each year, in days after FIRST_DAY."""
    first: Ints = ((years - 1970).astype("datetime64[Y]").astype("datetime64[D]") - FIRST_DAY).astype(
        np.int64
    )
    return first


def join(parts: Sequence[Crowd]) -> Crowd:
    return Crowd(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Crowd)
        }
    )


def nobody(count: int) -> Ints:
    return np.full(count, NOBODY, np.int64)
