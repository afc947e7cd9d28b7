"""Queries: what forms told of people, as OCR reads it, with the right answer of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from samples.population.crowd import NOBODY, Crowd
from samples.population.families import REGISTERED, is_minority
from samples.population.lookalikes import ROLES
from samples.population.noise import SHARES, Noise, without_marks
from samples.population.papers import Paper, draw_paper
from samples.population.places import Places
from samples.population.records import Records, address
from samples.population.writing import write_address, write_date, write_number

TRUTH = ("qid", "rid", "category", "severity", "id_kind", "events", "near_rid", "id_owner_rid", "groups")
GROUPS = ("no_number", "cmnd", "moved_at_marriage", "minority", "born_before_1960", "year_only")
SEX_WORDS = {"male": ("Nam", "Nam", "Nam", "NAM", "nam"), "female": ("Nữ", "Nữ", "Nữ", "NỮ", "nữ")}


@dataclass
class Query:
    """`told`: the strings; `truth`: columns of TRUTH but qid."""

    told: dict[str, str]
    truth: dict[str, str]


@dataclass
class Person:
    """Somebody as the form tells him, before OCR; `events`: how that differs from what the register knows."""

    told: dict[str, str]
    events: list[str] = field(default_factory=list)
    number_owner: str = ""


class Queries:
    """Draws queries about people of one crowd."""

    def __init__(self, rng: random.Random, places: Places, crowd: Crowd, records: Records) -> None:
        self._rng = rng
        self._places = places
        self._crowd = crowd
        self._records = records
        self._is_minority = is_minority(crowd)

    def about(self, who: list[int]) -> Iterator[Query]:
        for place in who:
            yield self._query(place)

    def _query(self, place: int) -> Query:
        severity = self._rng.choices(list(SHARES), list(SHARES.values()))[0]
        paper = draw_paper(self._rng)
        person = self._person(place)
        if int(self._crowd.role[place]) == REGISTERED:
            self._change(person, place)
        number, kind = self._number(person, place, paper)
        told = self._written(person, number, paper, Noise(self._rng, severity))
        return Query(told, self._truth(place, severity, kind, person))

    def _person(self, place: int) -> Person:
        """As they are today: the register may believe them to live elsewhere."""
        crowd, told = self._crowd, self._records.row(place)
        ward, home = int(crowd.ward[place]), int(crowd.home[place])
        person = Person(told)
        if ward != crowd.told_ward[place] or home != crowd.told_home[place]:
            person.events.append("moved")
        told["residence"] = address(self._places, ward, home, is_new=self._rng.random() < 0.5)
        told["place_of_origin"] = self._places.unit(
            int(crowd.origin[place]), int(crowd.told_home[place]), is_new=self._rng.random() < 0.4
        )
        return person

    def _change(self, person: Person, place: int) -> None:
        """What forms get wrong, and what changed since the register was told."""
        told, luck = person.told, self._rng.random
        if told["phone"] and luck() < 0.3:
            told["phone"] = f"05{self._rng.randrange(10**8):08d}"
            person.events.append("new_phone")
        if luck() < 0.013:
            told["date_of_birth"] = self._other_date(told["date_of_birth"])
            person.events.append("dob_differs")
        if luck() < 0.004:
            told["sex"] = "male" if told["sex"] == "female" else "female"
            person.events.append("sex_wrong")
        if luck() < 0.006 and told["father_full_name"] and told["mother_full_name"]:
            told["father_full_name"], told["mother_full_name"] = (
                told["mother_full_name"],
                told["father_full_name"],
            )
            person.events.append("parents_swapped")
        words = told["full_name"].split()
        if luck() < 0.006 and len(words) > 2:
            told["full_name"] = " ".join([words[-1], *words[:-1]])
            person.events.append("order_swapped")
        elif luck() < 0.004 and len(words) > 2:
            told["full_name"] = " ".join([words[0], words[-1]])
            person.events.append("middle_left_out")
        if luck() < 0.012:
            self._borrow_number(person, place)

    def _borrow_number(self, person: Person, place: int) -> None:
        """The number of father, mother or spouse, written where one's own belongs."""
        crowd, ids = self._crowd, self._records.columns
        kin = [int(one) for one in (crowd.father[place], crowd.mother[place], crowd.spouse[place])]
        known = [
            one for one in kin if one != NOBODY and crowd.role[one] == REGISTERED and ids["personal_id"][one]
        ]
        if known:
            owner = self._rng.choice(known)
            person.told["personal_id"] = ids["personal_id"][owner]
            person.number_owner = ids["citizen_id"][owner]
            person.events.append("id_of_relative")

    def _other_date(self, date: str) -> str:
        """Day and month exchanged, one of the three some off, or the year alone."""
        if len(date) == 4:
            return str(int(date) + self._rng.choice([-2, -1, 1]))
        year, month, day = map(int, date.split("-"))
        luck = self._rng.random()
        if luck < 0.3 and day <= 12 and day != month:
            return f"{year}-{day:02d}-{month:02d}"
        if luck < 0.55:
            return f"{year + self._rng.choice([-2, -1, 1, 2, 10])}-{month:02d}-{day:02d}"
        if luck < 0.8:
            return f"{year}-{month:02d}-{1 + (day + self._rng.randrange(1, 27)) % 28:02d}"
        return str(year)

    def _number(self, person: Person, place: int, paper: Paper) -> tuple[str, str]:
        """What stands in the field for the number, and its kind."""
        old = person.told["old_id"]
        wants_old = paper.number == "cmnd" or (paper.number == "any" and old and self._rng.random() < 0.05)
        if person.number_owner:
            return person.told["personal_id"], "cccd"
        if wants_old:
            return (old, "cmnd") if old else ("", "none")
        if paper.number == "none":
            return "", "none"
        return self._records.number[place], "cccd"  # people know it, whether the register does or not

    def _written(self, person: Person, number: str, paper: Paper, noise: Noise) -> dict[str, str]:
        """The strings that OCR gives: fields that the paper lacks are empty."""
        rng, told = self._rng, person.told
        is_upper = rng.random() < 0.35
        bare = rng.random() < 0.035
        if bare:
            person.events.append("no_diacritics")
        names = {}
        for column in ("full_name", "father_full_name", "mother_full_name"):
            name = told[column] if column == "full_name" or column in paper.shows else ""
            name = name.upper() if is_upper else name
            names[column] = self._join(person, noise.text(without_marks(name) if bare else name), column)
        sex = rng.choice(SEX_WORDS[told["sex"]])
        shown = {
            column: told[column] if column in paper.shows and rng.random() < paper.legible else ""
            for column in PLACES_AND_PHONE
        }
        return {
            "full_name": names["full_name"],
            "date_of_birth": write_date(rng, told["date_of_birth"], noise) if rng.random() < 0.99 else "",
            "sex": noise.text(sex) if "sex" in paper.shows and rng.random() < 0.97 else "",
            "identity_number": write_number(rng, number, noise),
            "place_of_origin": write_address(rng, shown["place_of_origin"], noise),
            "residence": write_address(rng, shown["residence"], noise),
            "father_full_name": names["father_full_name"],
            "mother_full_name": names["mother_full_name"],
            "phone": noise.digits(shown["phone"]),
        }

    def _join(self, person: Person, name: str, column: str) -> str:
        """Two words run into one another."""
        if self._rng.random() >= 0.025 or " " not in name:
            return name
        words = name.split(" ")
        place = self._rng.randrange(len(words) - 1)
        if column == "full_name":
            person.events.append("words_joined")
        return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])

    def _truth(self, place: int, severity: str, kind: str, person: Person) -> dict[str, str]:
        crowd, ids = self._crowd, self._records.columns["citizen_id"]
        near = int(crowd.near[place])
        return {
            "rid": ids[place],
            "category": ROLES[int(crowd.role[place])],
            "severity": severity,
            "id_kind": kind,
            "events": ";".join(person.events),
            "near_rid": ids[near] if near != NOBODY else "",
            "id_owner_rid": person.number_owner,
            "groups": ";".join(self._groups(place, kind)),
        }

    def _groups(self, place: int, kind: str) -> Iterator[str]:
        crowd = self._crowd
        if kind == "none":
            yield "no_number"
        if kind == "cmnd":
            yield "cmnd"
        if self._moved_at_marriage(place):
            yield "moved_at_marriage"
        if self._is_minority[place]:
            yield "minority"
        if crowd.year[place] < 1960:
            yield "born_before_1960"
        if self._records.is_year_only[place]:
            yield "year_only"

    def _moved_at_marriage(self, place: int) -> bool:
        """A wife of whom the register still believes that she lives where she was born."""
        crowd = self._crowd
        return bool(
            crowd.sex[place] == 1
            and crowd.spouse[place] != NOBODY
            and crowd.told_ward[place] == crowd.birthplace[place] != crowd.ward[place]
        )


PLACES_AND_PHONE = ("place_of_origin", "residence", "phone")


def choose_people(rng: np.random.Generator, crowd: Crowd, roles: np.typing.NDArray[np.int64]) -> list[int]:
    """One person for each role asked for, nobody twice while there are others."""
    chosen: list[int] = []
    for role in range(len(ROLES)):
        count = int((roles == role).sum())
        if count:
            having = rng.permutation(np.flatnonzero(crowd.role == role))
            chosen += np.resize(having, count).tolist() if len(having) else []
    return [chosen[place] for place in rng.permutation(len(chosen))]
