"""What the register tells of people, as columns of text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samples.population.crowd import FIRST_DAY, NOBODY, Crowd, Ints, Mask
from samples.population.families import REGISTERED
from samples.population.names import KINH, Names
from samples.population.numbers import Serials, Texts, old_numbers, phones, without_some
from samples.population.places import Places

COLUMNS = (
    *("citizen_id", "full_name", "date_of_birth", "sex", "personal_id", "old_id", "place_of_origin"),
    *("residence", "father_full_name", "mother_full_name", "phone"),
)
SEXES = np.array(["male", "female"], dtype=object)
TOLD_SINCE_2025 = 0.45  # records whose addresses are in today's units
NO_PARENT = 0.06
YEAR_ONLY = ((1960, 0.1), (1975, 0.03), (3000, 0.001))  # born before, share


@dataclass(frozen=True)
class Records:
    """Columns of text, one entry a person of the crowd; the true values, whether registered or not.

    `number`: the true personal number, `columns["personal_id"]` what the register knows of it.
    `is_new`: the register tells the addresses in today's units.
    """

    columns: dict[str, Texts]
    number: Texts
    is_year_only: Mask
    is_new: NDArray[np.bool_]

    def row(self, place: int) -> dict[str, str]:
        return {name: column[place] for name, column in self.columns.items()}


def make_records(
    rng: np.random.Generator, names: Names, places: Places, serials: Serials, crowd: Crowd, first_id: int
) -> Records:
    """The records of a crowd; citizen ids in random order from `first_id`, none for who is not registered."""
    count = len(crowd)
    spelt = names.spell(crowd.people, crowd.name)
    number = serials.give(rng, places, crowd)
    is_new = rng.random(count) < TOLD_SINCE_2025
    year_only = _is_year_only(rng, crowd)
    columns = {
        "citizen_id": _citizen_ids(rng, crowd, first_id),
        "full_name": spelt,
        "date_of_birth": _dates(crowd, year_only),
        "sex": SEXES[crowd.sex],
        "personal_id": without_some(rng, crowd, number),
        "old_id": old_numbers(rng, places, crowd),
        "place_of_origin": _origins(places, crowd, is_new),
        "residence": _residences(places, crowd, is_new),
        "father_full_name": _parents(rng, spelt, crowd.father),
        "mother_full_name": _parents(rng, spelt, crowd.mother),
        "phone": phones(rng, crowd),
    }
    return Records(columns, number, year_only, is_new)


def _citizen_ids(rng: np.random.Generator, crowd: Crowd, first: int) -> Texts:
    registered = np.flatnonzero(crowd.role == REGISTERED)
    ids = np.full(len(crowd), "", dtype=object)
    ids[rng.permutation(registered)] = [f"CD{first + place:09d}" for place in range(len(registered))]
    return ids


def _is_year_only(rng: np.random.Generator, crowd: Crowd) -> Mask:
    limits, shares = zip(*YEAR_ONLY, strict=True)
    chance = np.array(shares)[np.searchsorted(np.array(limits), crowd.year, side="right")]
    chance = chance + 0.12 * ((crowd.people != KINH) & (crowd.year < 1985))
    return np.asarray(rng.random(len(crowd)) < chance, np.bool_)


def _dates(crowd: Crowd, year_only: Mask) -> Texts:
    whole = np.datetime_as_string(FIRST_DAY + crowd.born.astype("timedelta64[D]")).astype(object)
    return np.where(year_only, crowd.year.astype(str).astype(object), whole)


def _origins(places: Places, crowd: Crowd, is_new: Mask) -> Texts:
    """Without a hamlet: the ward as papers print it."""
    told = zip(crowd.origin.tolist(), crowd.told_home.tolist(), is_new.tolist(), strict=True)
    return np.array([places.unit(ward, home, is_new=new) for ward, home, new in told], dtype=object)


def _residences(places: Places, crowd: Crowd, is_new: Mask) -> Texts:
    told = zip(crowd.told_ward.tolist(), crowd.told_home.tolist(), is_new.tolist(), strict=True)
    return np.array([address(places, ward, home, is_new=new) for ward, home, new in told], dtype=object)


def address(places: Places, ward: int, home: int, *, is_new: bool) -> str:
    return f"{places.spot(ward, home)}, {places.unit(ward, home, is_new=is_new)}"


def _parents(rng: np.random.Generator, spelt: Texts, parent: Ints) -> Texts:
    unknown = (parent == NOBODY) | (rng.random(len(parent)) < NO_PARENT)
    return np.where(unknown, "", spelt[parent])
