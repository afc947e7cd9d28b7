"""People who are not in the register but look like somebody who is: they must not be matched to anybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from samples.population.crowd import NOBODY, Crowd, Ints, Mask, days_of_years, join
from samples.population.families import HOMES, LAST_DAY, REGISTERED, UNKNOWN
from samples.population.names import Names
from samples.population.places import Places

# Roles beside REGISTERED, with their share of the queries about people not in the register.
SHARES = {
    "absent_relative_of_registered": 0.28,  # UNKNOWN: simply not in it; most have family there
    "absent_sibling": 0.24,
    "absent_twin": 0.08,
    "absent_child_named_alike": 0.07,
    "absent_same_name_same_year": 0.16,
    "absent_same_name_same_birthday": 0.09,
    "absent_number_next_to_registered": 0.08,
}
ROLES = ("present", *SHARES)
SIBLING, TWIN, CHILD, NAMESAKE, DOUBLE, NEIGHBOUR = range(2, 8)
PER_REGISTERED = 0.04  # lookalikes for each registered person
CONCEPTION = 240  # days between the births of siblings, at least
NEAR_GIVEN = {SIBLING: 0.12, TWIN: 0.3, CHILD: 0.6, NAMESAKE: 0.0, DOUBLE: 0.0, NEIGHBOUR: 0.15}


def add_lookalikes(rng: np.random.Generator, names: Names, places: Places, crowd: Crowd) -> Crowd:
    """The crowd, and after it people who are not registered, each near somebody who is."""
    registered = np.flatnonzero(crowd.role == REGISTERED)
    parts = [crowd]
    for role in range(SIBLING, NEIGHBOUR + 1):
        count = max(4, int(len(registered) * PER_REGISTERED * SHARES[ROLES[role]]))
        near = rng.choice(registered, count)
        if role == CHILD:
            near = near[(crowd.year[near] < 2003) & (crowd.sex[near] == 0) & (crowd.spouse[near] != NOBODY)]
        if role in (SIBLING, TWIN):
            near = near[crowd.mother[near] != NOBODY]
        parts.append(_lookalikes(rng, names, places, crowd, near, role))
    everybody = join(parts)
    impossible = _is_impossible(names, everybody)
    return replace(everybody, role=np.where(impossible, NOBODY, everybody.role))


def _is_impossible(names: Names, crowd: Crowd) -> Mask:
    """Lookalikes who could not be told from the very person: a sibling of the same given name, a stranger of
    the same parents; and siblings born within months, not on one day."""
    siblings: dict[int, list[int]] = {}
    for place in np.flatnonzero(crowd.mother != NOBODY).tolist():
        siblings.setdefault(int(crowd.mother[place]), []).append(place)
    called = np.array([str(word).split(" ")[-1] for word in names.words], dtype=object)[crowd.name[:, 2]]
    impossible = np.isin(crowd.role, (NAMESAKE, DOUBLE)) & (crowd.mother == crowd.mother[crowd.near])
    for place in np.flatnonzero(np.isin(crowd.role, (SIBLING, TWIN, CHILD))).tolist():
        others = [other for other in siblings[int(crowd.mother[place])] if other != place]
        apart = np.abs(crowd.born[others] - crowd.born[place])
        too_near = (apart > 0) & (apart < CONCEPTION)
        impossible[place] = bool(((called[others] == called[place]) | too_near).any())
    return np.asarray(impossible, np.bool_)


def _lookalikes(
    rng: np.random.Generator, names: Names, places: Places, crowd: Crowd, near: Ints, role: int
) -> Crowd:
    model = crowd.take(near)
    fresh = replace(model, near=near, role=np.full(len(near), role), spouse=np.full(len(near), NOBODY))
    if role in (SIBLING, TWIN, CHILD):
        changed = _relative(rng, crowd, fresh, near, role)
    else:
        changed = _stranger(rng, places, crowd, fresh, role)
    return changed if role in (NAMESAKE, DOUBLE) else _named(rng, names, changed, model, role)


def _relative(rng: np.random.Generator, crowd: Crowd, model: Crowd, near: Ints, role: int) -> Crowd:
    """Of the same house: a sibling some years off, a twin, or a child."""
    count = len(model)
    if role == TWIN:
        return replace(model, sex=np.where(rng.random(count) < 0.75, model.sex, 1 - model.sex))
    if role == SIBLING:
        years = (rng.gamma(3, 400, count) + 300) * rng.choice([-1, 1], count)
        born = np.minimum(model.born + years.astype(np.int64), LAST_DAY)
        return replace(model, born=born, sex=np.where(rng.random(count) < 0.7, model.sex, 1 - model.sex))
    born = model.born + (rng.normal(27, 4, count).clip(19, 42) * 365.25).astype(np.int64)
    return replace(
        model, born=np.minimum(born, LAST_DAY), father=near, mother=crowd.spouse[near], birthplace=model.ward
    )


def _stranger(rng: np.random.Generator, places: Places, crowd: Crowd, model: Crowd, role: int) -> Crowd:
    """Of another family; often of the same ward. One of the same name, or one whose number is the next."""
    count = len(model)
    parents = _of_family(rng, crowd, model) if role in (NAMESAKE, DOUBLE) else _anybody(rng, crowd, count)
    ward = np.where(rng.random(count) < 0.3, model.ward, places.draw(rng, count))
    home = rng.integers(0, HOMES, count)
    born = days_of_years(model.year) + rng.integers(0, 365, count)
    return replace(
        model,
        born=np.minimum(model.born if role == DOUBLE else born, LAST_DAY),
        father=crowd.father[parents],
        mother=crowd.mother[parents],
        ward=ward,
        home=home,
        told_ward=ward,
        told_home=home,
        origin=ward,
        birthplace=model.birthplace if role == NEIGHBOUR else ward,
    )


def _anybody(rng: np.random.Generator, crowd: Crowd, count: int) -> Ints:
    return rng.choice(np.flatnonzero(crowd.mother != NOBODY), count)


def _of_family(rng: np.random.Generator, crowd: Crowd, model: Crowd) -> Ints:
    """Others of the same family name, for each of these people: whose parents a namesake has."""
    known = np.flatnonzero(crowd.mother != NOBODY)
    order = known[np.argsort(crowd.name[known, 0], kind="stable")]
    families = crowd.name[order, 0]
    first, last = (np.searchsorted(families, model.name[:, 0], side) for side in ("left", "right"))
    place = first + (rng.random(len(model)) * (last - first)).astype(np.int64)
    return np.asarray(order[np.minimum(place, len(order) - 1)], np.int64)


def _named(rng: np.random.Generator, names: Names, model: Crowd, others: Crowd, role: int) -> Crowd:
    """Another given name than the `others` they look like, often an easily mistaken one; relatives keep the
    family name."""
    count = len(model)
    name = model.name.copy()
    near = rng.random(count) < NEAR_GIVEN[role]
    drawn = names.givens(rng, model.people, model.sex, model.year)
    for _ in range(3):
        same = drawn == name[:, 2]
        some = model.take(same)
        drawn[same] = names.givens(rng, some.people, some.sex, some.year)
    drawn[near] = names.near(rng, name[near, 2])
    name[:, 2] = drawn
    fresh = rng.random(count) < (1.0 if role == NEIGHBOUR else 0.5)
    fresh |= model.sex != others.sex
    name[fresh, 1] = names.middles(rng, model.people, model.sex)[fresh]
    if role == NEIGHBOUR:
        name[:, 0] = names.families(rng, model.people)
    return replace(model, name=name)


def asked_roles(rng: np.random.Generator, count: int, present: float) -> Ints:
    """The role of each of `count` queries: `present` of them about registered people."""
    shares = np.array([present, *(np.array(list(SHARES.values())) * (1 - present))])
    return np.asarray(rng.choice(len(ROLES), count, p=shares / shares.sum()), np.int64)


assert ROLES.index("present") == REGISTERED and UNKNOWN == 1
