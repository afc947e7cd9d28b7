"""Four generations of families in neighbouring wards: who marries whom, moves where, has which children.

Rates are rough and only ours: enough that the register is full of relatives and namesakes who are easily
taken for one another.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from samples.population.crowd import NOBODY, Crowd, Ints, Mask, day_of, days_of_years, join, nobody
from samples.population.names import KINH, Names
from samples.population.places import Places

LAST_DAY = day_of(2025, 9, 30)
LATEST_BRIDE = day_of(2004)
CHILDREN = (4.2, 2.7, 1.9, 1.5)  # on average, generation by generation
ALIVE_PER_FOUNDER = 11  # people of today from one couple of the first generation, rather less
TWINS, NEAR_TWIN, NEAR_SIBLING, NEAR_PARENT = 0.012, 0.3, 0.05, 0.01
SHARED_MIDDLE = 0.45
HOMES = 1 << 40  # a home is any number below

REGISTERED, UNKNOWN = 0, 1  # roles


def draw_families(rng: np.random.Generator, names: Names, places: Places, size: int) -> Crowd:
    """`size` registered people, and relatives of theirs who are not."""
    couples = size // ALIVE_PER_FOUNDER + 8
    while True:
        crowd = _generations(rng, names, places, couples)
        living = _living(rng, crowd)
        if len(living) >= size:
            role = np.full(len(crowd), UNKNOWN, np.int64)
            role[rng.permutation(living)[:size]] = REGISTERED
            return replace(crowd, role=role)
        couples += couples // 4 + 1  # small populations vary


def _generations(rng: np.random.Generator, names: Names, places: Places, couples: int) -> Crowd:
    """All who descend from so many couples, and these; nobody is registered yet."""
    crowd = _founders(rng, names, places, couples)
    brides = np.flatnonzero(crowd.sex == 1)
    for mean in CHILDREN:
        first = len(crowd)
        crowd = join([crowd, _children(rng, names, crowd, brides, mean)])
        crowd, brides = _marry(rng, places, crowd, np.arange(first, len(crowd)))
    return _move_some(rng, places, _round_birthdays(rng, crowd))


def _founders(rng: np.random.Generator, names: Names, places: Places, couples: int) -> Crowd:
    """Couples of whose parents nothing is known; husbands first."""
    local = places.draw(rng, 14)
    ward = np.where(rng.random(couples) < 0.75, rng.choice(local, couples), places.draw(rng, couples))
    people = _peoples(rng, names, places, ward)
    year = rng.normal(1926, 9, couples)
    born = np.concatenate([year, year + rng.normal(3, 3, couples)])
    both, sex = np.tile(people, 2), np.repeat([0, 1], couples)
    day = days_of_years(np.clip(born, 1901, 1948).astype(np.int64)) + rng.integers(0, 365, 2 * couples)
    home = np.tile(rng.integers(0, HOMES, couples), 2)
    name = np.column_stack(
        [
            names.families(rng, both),
            names.middles(rng, both, sex),
            names.givens(rng, both, sex, born.astype(np.int64)),
        ]
    )
    wards, nil = np.tile(ward, 2), nobody(2 * couples)
    spouse = np.concatenate([np.arange(couples) + couples, np.arange(couples)])
    return Crowd(both, sex, day, name, nil, nil, spouse, wards, home, wards, home, wards, wards, nil * 0, nil)


def _peoples(rng: np.random.Generator, names: Names, places: Places, ward: Ints) -> Ints:
    """The people of each family, by the provinces where the peoples live."""
    upto = np.zeros((100, len(names.peoples)))
    for which, one in enumerate(names.peoples):
        for code, percent in one.provinces.items():
            upto[int(code), which] = percent / 100
    upto[:, KINH] = 1 - upto[:, KINH + 1 :].sum(axis=1).clip(max=0.95)
    upto = np.cumsum(upto, axis=1)
    drawn = rng.random(len(ward)) * upto[places.province[ward], -1]
    return np.asarray((drawn[:, None] >= upto[places.province[ward]]).sum(axis=1), np.int64)


def _children(rng: np.random.Generator, names: Names, crowd: Crowd, mothers: Ints, mean: float) -> Crowd:
    """The children of these married women, the oldest of each first."""
    mother = np.repeat(mothers, rng.poisson(mean, len(mothers)))
    born = _birthdays(rng, crowd, mother)
    kept = (born <= LAST_DAY) & (born - crowd.born[mother] < 46 * 365)
    mother, born = mother[kept], born[kept]
    father = crowd.spouse[mother]
    count = len(mother)
    sex = (rng.random(count) < 0.485).astype(np.int64)
    people = np.where(rng.random(count) < 0.8, crowd.people[father], crowd.people[mother])
    child = Crowd(
        people=people,
        sex=sex,
        born=born,
        name=np.zeros((count, 3), np.int64),
        father=father,
        mother=mother,
        spouse=nobody(count),
        ward=crowd.ward[mother],
        home=crowd.home[mother],
        told_ward=crowd.ward[mother],
        told_home=crowd.home[mother],
        origin=crowd.origin[father],
        birthplace=crowd.ward[mother],
        role=nobody(count) * 0,
        near=nobody(count),
    )
    return replace(child, name=_names(rng, names, crowd, child))


def _birthdays(rng: np.random.Generator, crowd: Crowd, mother: Ints) -> Ints:
    """Each mother's children one after another; twins on one day."""
    count = len(mother)
    is_first = np.append(True, mother[1:] != mother[:-1]) if count else np.zeros(0, bool)
    gap = (300 + rng.gamma(2.2, 380, count)).astype(np.int64)
    gap[rng.random(count) < TWINS] = 0
    gap[is_first] = (np.clip(rng.normal(24.5, 3.6, count), 17, 39) * 365.25).astype(np.int64)[is_first]
    total = np.cumsum(gap)
    start = np.maximum.accumulate(np.where(is_first, total - gap, 0))
    return np.asarray(crowd.born[mother] + total - start, np.int64)


def _names(rng: np.random.Generator, names: Names, crowd: Crowd, child: Crowd) -> Ints:
    """Names as families give them: siblings share a middle name or sound alike, none the whole name."""
    family = _family_names(rng, names, crowd, child)
    middle = names.middles(rng, child.people, child.sex)
    given = names.givens(rng, child.people, child.sex, child.year)
    before = np.append(0, np.arange(len(child) - 1))[: len(child)]
    is_sibling = (child.mother[before] == child.mother) & (np.arange(len(child)) > 0)
    alike = is_sibling & (child.sex[before] == child.sex)
    shared = alike & (rng.random(len(child)) < SHARED_MIDDLE)
    for place in np.flatnonzero(shared):  # in order of birth, so that a third child follows the second
        middle[place] = middle[before[place]]
    twins = alike & (child.born[before] == child.born)
    near = alike & (rng.random(len(child)) < np.where(twins, NEAR_TWIN, NEAR_SIBLING))
    for place in np.flatnonzero(near):
        given[place] = names.near(rng, given[before[place] : place])[0]
    like_parent = (rng.random(len(child)) < NEAR_PARENT) & (child.sex == 0)
    given[like_parent] = names.near(rng, crowd.name[child.father[like_parent], 2])
    _rename_doubles(rng, names, child, given)
    return np.column_stack([family, middle, given])


def _family_names(rng: np.random.Generator, names: Names, crowd: Crowd, child: Crowd) -> Ints:
    source = np.array([one.family_from for one in names.peoples])[child.people]
    drawn = names.families(rng, child.people)
    parent = np.where(source == "mother", child.mother, child.father)
    same = crowd.people[parent] == child.people
    return np.where((source == "nobody") | ~same, drawn, crowd.name[parent, 0])


def _rename_doubles(rng: np.random.Generator, names: Names, child: Crowd, given: Ints) -> None:
    """Children of one mother bear different given names."""
    for _ in range(4):
        key = child.mother * (1 << 20) + given
        _, first = np.unique(key, return_index=True)
        double = np.ones(len(child), bool)
        double[first] = False
        if not double.any():
            return
        some = child.take(double)
        given[double] = names.givens(rng, some.people, some.sex, some.year)


def _marry(rng: np.random.Generator, places: Places, crowd: Crowd, who: Ints) -> tuple[Crowd, Ints]:
    """Most of a generation marries, by age and as a rule within a people; the brides are told too."""
    who = who[(crowd.born[who] < LATEST_BRIDE) & (rng.random(len(who)) < 0.86)]
    key = (
        crowd.people[who] * 1e6
        + crowd.born[who]
        + 1100 * crowd.sex[who] * -1.0
        + rng.normal(0, 900, len(who))
    )
    who = who[np.argsort(key, kind="stable")]
    men, women = who[crowd.sex[who] == 0], who[crowd.sex[who] == 1]
    pairs = min(len(men), len(women))
    men, women = men[:pairs], women[:pairs]
    strangers = crowd.mother[men] != crowd.mother[women]
    men, women = men[strangers], women[strangers]
    spouse = crowd.spouse.copy()
    spouse[men], spouse[women] = women, men
    return _settle(rng, places, replace(crowd, spouse=spouse), men, women), women


def _settle(rng: np.random.Generator, places: Places, crowd: Crowd, men: Ints, women: Ints) -> Crowd:
    """Where couples live: with his parents, near them, near hers, elsewhere. Not always is the register told
    that a bride moved."""
    count = len(men)
    luck = rng.random(count)
    ward, home = crowd.ward.copy(), crowd.home.copy()
    elsewhere = places.draw(rng, count)
    new_ward = np.select([luck < 0.72, luck < 0.86], [ward[men], ward[women]], elsewhere)
    new_home = np.where(luck < 0.35, home[men], rng.integers(0, HOMES, count))
    unheard = (rng.random(count) < 0.3) & (luck < 0.72) & (ward[men] != ward[women])
    told_ward, told_home = crowd.told_ward.copy(), crowd.told_home.copy()
    ward[men] = ward[women] = told_ward[men] = new_ward
    home[men] = home[women] = told_home[men] = new_home
    told_ward[women] = np.where(unheard, told_ward[women], new_ward)
    told_home[women] = np.where(unheard, told_home[women], new_home)
    return replace(crowd, ward=ward, home=home, told_ward=told_ward, told_home=told_home)


def _move_some(rng: np.random.Generator, places: Places, crowd: Crowd) -> Crowd:
    """Some single people moved away, which the register knows; some of all did since it was last told."""
    count = len(crowd)
    ward, home = crowd.ward.copy(), crowd.home.copy()
    told_ward, told_home = crowd.told_ward.copy(), crowd.told_home.copy()
    for known, chosen in (
        (True, (crowd.spouse == NOBODY) & (crowd.year < 2005) & (rng.random(count) < 0.2)),
        (False, rng.random(count) < 0.05),
    ):
        ward[chosen] = places.draw(rng, int(chosen.sum()))
        home[chosen] = rng.integers(0, HOMES, int(chosen.sum()))
        if known:
            told_ward[chosen], told_home[chosen] = ward[chosen], home[chosen]
    return replace(crowd, ward=ward, home=home, told_ward=told_ward, told_home=told_home)


def _round_birthdays(rng: np.random.Generator, crowd: Crowd) -> Crowd:
    """Whose birthday nobody wrote down was born on the first of January."""
    chance = np.select([crowd.year < 1965, crowd.people != KINH], [0.04, 0.05], 0.002)
    return replace(
        crowd, born=np.where(rng.random(len(crowd)) < chance, days_of_years(crowd.year), crowd.born)
    )


def _living(rng: np.random.Generator, crowd: Crowd) -> Ints:
    """Who is alive in 2025: half of those of 82."""
    age = 2025 - crowd.year
    return np.flatnonzero(rng.random(len(crowd)) < 1 / (1 + np.exp((age - 82) / 6)))


def is_minority(crowd: Crowd) -> Mask:
    return np.asarray(crowd.people != KINH, np.bool_)
