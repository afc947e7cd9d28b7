"""Families that do not exist, with numbers that obey the rules real ones obey."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from samples.names import ETHNICITIES, FAMILY_LAST, draw_name, family_of, weighted
from samples.places import FIRST_SOUTHERN_CODE, HAMLETS, SOUTHERN_HAMLETS, STREETS, Commune, Home, communes

MALE, FEMALE = "male", "female"
# No province registers so many births of one sex in a year: such numbers belong to nobody.
FIRST_SERIAL = 700_000
_LAST_BIRTH = dt.date(2025, 9, 30)


@dataclass(frozen=True)
class Person:
    """`origin` as printed today; father and mother by name where the person's papers would tell them."""

    full_name: str
    born: dt.date
    sex: str
    personal_id: str
    old_id: str | None
    ethnicity: str
    origin: Commune
    phone: str
    father: str | None = None
    mother: str | None = None
    died: dt.date | None = None
    home: Home | None = None  # of those who live elsewhere than the family that their papers are with

    def age(self, on: dt.date) -> int:
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class Family:
    """One household: children from the oldest to the youngest, a parent of the father's, who will have died;
    and from another house somebody whom the oldest child marries."""

    father: Person
    mother: Person
    children: tuple[Person, ...]
    elder: Person
    partner: Person
    home: Home

    @property
    def members(self) -> tuple[Person, ...]:
        return (self.father, self.mother, *self.children, self.elder)


def kin(family: Family, person: Person, other: Person) -> str:
    """What `person` is to `other`, the father being the head of the household."""
    if person == other:
        return "Chủ hộ" if person == family.father else "Bản thân"
    female = person.sex == FEMALE
    if person == family.elder:
        return ("Bà" if female else "Ông") if other in family.children else ("Mẹ" if female else "Cha")
    if other == family.elder:
        return "Cháu" if person in family.children else "Con dâu" if person == family.mother else "Con"
    if person in family.children:
        return "Con"
    if other in family.children:
        return "Mẹ" if female else "Cha"
    return "Vợ" if female else "Chồng"


def personal_number(rng: random.Random, code: str, sex: str, year: int) -> str:
    """PPP G YY RRRRRR: province, century with sex, year of birth, serial (Decree 137/2015/NĐ-CP)."""
    century = 2 * (year // 100 - 19) + (sex == FEMALE)
    return f"{code}{century}{year % 100:02d}{rng.randint(FIRST_SERIAL, 999_999):06d}"


def draw_person(
    rng: random.Random,
    *,
    sex: str,
    born: dt.date,
    origin: Commune,
    name: str | None = None,
    ethnicities: Mapping[str, float] = ETHNICITIES,
) -> Person:
    """A person born on a day in a commune; only those of age before 2016 had the old 9-digit number."""
    old = (
        f"{origin.code[1:]}{rng.randint(0, 9_999_999):07d}"
        if born.year < 2000 and rng.random() < 0.7
        else None
    )
    ethnicity = weighted(rng, ethnicities)
    return Person(
        full_name=name or draw_name(rng, sex, people=ethnicity),
        born=born,
        sex=sex,
        personal_id=personal_number(rng, origin.code, sex, born.year),
        old_id=old,
        ethnicity=ethnicity,
        origin=origin,
        phone=f"0590{rng.randint(0, 999_999):06d}",
    )


def draw_family(rng: random.Random) -> Family:
    """Two parents and up to four children at one address; siblings often share their middle name."""
    commune = rng.choice(communes())
    home = Home(_draw_spot(rng, commune), commune)
    mother_born = _day_of(rng, rng.randint(1962, 1997))
    father_born = _day_of(rng, mother_born.year + rng.randint(-8, 3))
    father = draw_person(rng, sex=MALE, born=father_born, origin=_draw_origin(rng, commune))
    mother = draw_person(rng, sex=FEMALE, born=mother_born, origin=_draw_origin(rng, commune))
    father, mother = _with_parents(rng, father), _with_parents(rng, mother)
    if rng.random() < 0.7:
        mother = replace(mother, ethnicity=father.ethnicity)
    children = tuple(_draw_child(rng, father, mother, born) for born in _births(rng, mother_born))
    children = _siblings_alike(rng, children)
    partner = _draw_partner(rng, children[0] if children else father)
    return Family(father, mother, children, _draw_elder(rng, father), partner, home)


def draw_stranger(rng: random.Random, person: Person) -> Person:
    """Somebody else of the same name and sex, born in another year and place."""
    born = _day_of(rng, person.born.year + rng.choice((-9, -4, -2, 1, 3, 7)))
    origin = rng.choice([place for place in communes() if place.code != person.origin.code])
    return draw_person(rng, sex=person.sex, born=min(born, _LAST_BIRTH), origin=origin, name=person.full_name)


def _day_of(rng: random.Random, year: int) -> dt.date:
    return dt.date(year, 1, 1) + dt.timedelta(days=rng.randrange(365))


def _with_parents(rng: random.Random, person: Person) -> Person:
    father = draw_name(rng, MALE, family=family_of(person.full_name))
    return replace(person, father=father, mother=draw_name(rng, FEMALE))


def _draw_elder(rng: random.Random, child: Person) -> Person:
    """The father or the mother whom a person names, dead by now."""
    sex = rng.choice((MALE, FEMALE))
    born = _day_of(rng, child.born.year - rng.randint(20, 36))
    name = child.father if sex == MALE else child.mother
    elder = draw_person(rng, sex=sex, born=born, origin=child.origin, name=name)
    died = dt.date(2023, 1, 1) + dt.timedelta(days=rng.randrange(1000))
    return _with_parents(rng, replace(elder, ethnicity=child.ethnicity, died=died))


def _draw_partner(rng: random.Random, person: Person) -> Person:
    """Somebody of about the same age from elsewhere."""
    sex = MALE if person.sex == FEMALE else FEMALE
    commune = rng.choice(communes())
    born = _day_of(rng, person.born.year + rng.randint(-4, 4))
    partner = draw_person(rng, sex=sex, born=born, origin=commune, ethnicities=ETHNICITIES | FAMILY_LAST)
    return replace(_with_parents(rng, partner), home=Home(_draw_spot(rng, commune), commune))


def _births(rng: random.Random, mother_born: dt.date) -> list[dt.date]:
    years, year = [], mother_born.year + rng.randint(20, 28)
    for _ in range(rng.choices((0, 1, 2, 3, 4), weights=(4, 20, 45, 22, 9))[0]):
        years.append(year)
        year += rng.randint(2, 6)
    return [day for day in (_day_of(rng, year) for year in years) if day <= _LAST_BIRTH]


def _draw_child(rng: random.Random, father: Person, mother: Person, born: dt.date) -> Person:
    sex = rng.choice((MALE, FEMALE))
    name = draw_name(rng, sex, family=family_of(father.full_name), people=father.ethnicity)
    child = draw_person(rng, sex=sex, born=born, origin=father.origin, name=name)
    return replace(
        child,
        ethnicity=rng.choice((father.ethnicity, father.ethnicity, mother.ethnicity)),
        father=father.full_name,
        mother=mother.full_name,
    )


def _siblings_alike(rng: random.Random, children: tuple[Person, ...]) -> tuple[Person, ...]:
    """Siblings of one sex share the middle name of the oldest in half of the families; no two the name."""
    middle = {child.sex: _middle(child.full_name) for child in reversed(children)}
    alike = rng.random() < 0.5
    named: list[Person] = []
    for child in children:
        family = family_of(child.full_name)
        shared = middle[child.sex] if alike else None
        while any(child.full_name == other.full_name for other in named) or (
            shared is not None and _middle(child.full_name) != shared
        ):
            child = replace(child, full_name=draw_name(rng, child.sex, family=family, middle=shared))
        named.append(child)
    return tuple(named)


def _middle(full_name: str) -> str:
    return " ".join(full_name.removeprefix(family_of(full_name)).split()[:-1])


def _draw_origin(rng: random.Random, near: Commune) -> Commune:
    if rng.random() < 0.5:
        return near
    if rng.random() < 0.3:
        return rng.choice(communes())
    return rng.choice([place for place in communes() if place.code == near.code])


def _draw_spot(rng: random.Random, commune: Commune) -> str:
    if commune.legacy_name.startswith("Phường"):
        number = rng.choice((f"Số {rng.randint(2, 289)}", f"{rng.randint(1, 60)}/{rng.randint(1, 40)}"))
        return f"{number} {rng.choice(STREETS)}"
    return rng.choice(SOUTHERN_HAMLETS if commune.code >= FIRST_SOUTHERN_CODE else HAMLETS)
