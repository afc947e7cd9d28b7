"""Personal numbers, old identity-card numbers and telephones, all of which belong to nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samples.population.crowd import NOBODY, Crowd, Ints
from samples.population.lookalikes import NEIGHBOUR
from samples.population.places import Places

Texts = NDArray[np.object_]
# No province registers so many births of one sex in a year.
FIRST_SERIAL = 700_000
FIRST_YEAR, YEARS = 1890, 140
FIRST_YEAR_AT_BIRTH = 2016
GAP = 0.35  # how likely the next number is somebody's of another register
PREFIXES = ("050", "051", "053", "054", "057", "071", "072", "073")  # of no operator


class Serials:
    """How far numbers are given out, by province, sex and year: one after another, a few left out.

    That they follow one another is an assumption (six random digits by law; published ones look serial). It
    is the harder case, since one wrong digit then often hits another person. Since 2016 they are given when a
    birth is registered, weeks later; who was born before got one with the first card, in any order. Twins
    come together.
    """

    def __init__(self) -> None:
        self._last = np.full((100, 2, YEARS), FIRST_SERIAL, np.int64)

    def give(self, rng: np.random.Generator, places: Places, crowd: Crowd) -> Texts:
        """PPP G YY RRRRRR for everybody (Decree 137/2015/NĐ-CP): province, century with sex, year, serial."""
        province, year = places.province[crowd.birthplace], crowd.year
        cell = (province * 2 + crowd.sex) * YEARS + year - FIRST_YEAR
        day = self._turns(rng, crowd)
        order = np.lexsort((day, cell))
        step = rng.geometric(1 - GAP, len(crowd))
        step[crowd.role == NEIGHBOUR] = 1
        serial = self._count(cell[order], step[order])
        serials = np.empty(len(crowd), np.int64)
        serials[order] = serial
        century = 2 * (year // 100 - 19) + crowd.sex
        parts = zip(province.tolist(), century.tolist(), (year % 100).tolist(), serials.tolist(), strict=True)
        return np.array([f"{p:03d}{c}{y:02d}{s:06d}" for p, c, y, s in parts], dtype=object)

    def _turns(self, rng: np.random.Generator, crowd: Crowd) -> NDArray[np.float64]:
        """When each one's turn comes, in days."""
        late = np.where(crowd.year < FIRST_YEAR_AT_BIRTH, 40 * 365 * rng.random(len(crowd)), 0)
        turn = crowd.born + late + rng.exponential(20, len(crowd))
        has_mother = np.flatnonzero(crowd.mother != NOBODY)
        birth = crowd.mother[has_mother] * (1 << 20) + crowd.born[has_mother]
        _, first, which = np.unique(birth, return_index=True, return_inverse=True)
        turn[has_mother] = turn[has_mother[first]][which] + 1e-6 * rng.random(len(which))
        beside = np.flatnonzero(crowd.role == NEIGHBOUR)  # next to the one they look like
        turn[beside] = turn[crowd.near[beside]] + 1e-7
        return np.asarray(turn, np.float64)

    def _count(self, cell: Ints, step: Ints) -> Ints:
        """Serials of people who stand in order of their cells; remembers the last of each cell."""
        flat = self._last.reshape(-1)
        total = np.cumsum(step)
        is_first = np.append(True, cell[1:] != cell[:-1])
        start = np.maximum.accumulate(np.where(is_first, total - step, 0))
        serial = flat[cell] + total - start
        is_last = np.append(is_first[1:], True)
        flat[cell[is_last]] = serial[is_last]
        return np.asarray(serial, np.int64)


def without_some(rng: np.random.Generator, crowd: Crowd, numbers: Texts) -> Texts:
    """The numbers as the register knows them: not of everybody, more seldom of the old."""
    chance = np.select([crowd.year < 1945, crowd.year > 2023], [0.15, 0.08], 0.03)
    return np.where(rng.random(len(crowd)) < chance, "", numbers)


def old_numbers(rng: np.random.Generator, places: Places, crowd: Crowd) -> Texts:
    """Nine digits of the old card for most who were grown before 2016."""
    has = (crowd.year < 2001) & (rng.random(len(crowd)) < 0.75)
    province, number = places.province[crowd.birthplace], rng.integers(0, 10**7, len(crowd))
    parts = zip(has.tolist(), province.tolist(), number.tolist(), strict=True)
    return np.array([f"{code:02d}{serial:07d}" if one else "" for one, code, serial in parts], dtype=object)


def phones(rng: np.random.Generator, crowd: Crowd) -> Texts:
    """One for most of the grown; a child's is the mother's, one in six couples shares one."""
    drawn = rng.integers(0, len(PREFIXES) * 10**7, len(crowd)).tolist()
    own = np.array([PREFIXES[number // 10**7] + f"{number % 10**7:07d}" for number in drawn], dtype=object)
    spouse = (crowd.spouse != NOBODY) & (crowd.sex == 1) & (rng.random(len(crowd)) < 0.16)
    own[spouse] = own[crowd.spouse[spouse]]
    child = (crowd.year > 2009) & (crowd.mother != NOBODY)
    own[child] = own[crowd.mother[child]]
    own[rng.random(len(crowd)) < 0.4] = ""
    return own


def new_phones(rng: np.random.Generator, count: int) -> Sequence[str]:
    drawn = rng.integers(0, len(PREFIXES) * 10**7, count).tolist()
    return [PREFIXES[number // 10**7] + f"{number % 10**7:07d}" for number in drawn]
