"""Every fact of a case by its name, as it is written and as it should be read.

`father.date_of_birth` is a person's, `registered_on` a day, `office` the office's. An ending changes the
writing: `.long` (ngày … tháng … năm …), `.padded` (dd/mm/yyyy), `.words`, `.year` of days, `.upper` of texts.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import string

from samples.attributes import Told, tell_of_office, tell_of_person
from samples.case import Case, Fact
from samples.wording import draw_date, long_date, plain_date, spoken_date

_VIEWS = ("long", "words", "year", "padded", "upper")


class Facts:
    """The facts of one case, each drawn once: what a paper tells twice is the same both times.

    In an invented text # is a digit, @ a letter and {name} another fact. Days and invented texts whose names
    begin with _ are no fields. `_today` is the day of the paper.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._told: dict[str, Told] = {}
        self._facts: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        """The fact of a name; KeyError where nobody knows it."""
        if name not in self._facts:
            base, _, view = name.rpartition(".")
            base, view = (base, view) if view in _VIEWS else (name, "")
            if base not in self._told:
                self._told[base] = self._find(base)
            self._facts[name] = _written(base, self._told[base], view, self.case.rng)
        return self._facts[name]

    def write(self, template: str) -> Fact:
        """A text with {names} of facts in it, telling all that they tell."""
        truth: dict[str, str] = {}

        def put(match: re.Match[str]) -> str:
            fact = self[match[1]]
            truth.update(fact.truth)
            return fact.written

        return Fact(re.sub(r"\{([\w.]+)\}", put, template), truth)

    def _find(self, name: str) -> Told:
        case = self.case
        if name in case.invented:
            own = self._dice_of(name)
            return self.write(_draw_signs(own, own.choice(case.invented[name]))).written
        if name == "_today":
            return case.on
        if name in case.earlier:
            return case.on - dt.timedelta(days=case.rng.randint(0, case.earlier[name]))
        role, _, attribute = name.rpartition(".")
        if role == "" and (told := tell_of_office(case, name)) is not None:
            return told if isinstance(told, Fact) else Fact(told)
        # A role that nobody plays is left empty on the paper.
        return tell_of_person(case, role, attribute) if role in case.cast else Fact("")

    def _dice_of(self, name: str) -> random.Random:
        """What is told of the same person in two papers is the same in both."""
        first = next(iter(self.case.cast.values()))
        return random.Random(f"{name}/{first.personal_id}")


def _draw_signs(rng: random.Random, template: str) -> str:
    digits = re.sub("#", lambda _: str(rng.randint(1, 9)), template)
    return re.sub("@", lambda _: rng.choice(string.ascii_uppercase), digits)


def _written(name: str, told: Told, view: str, rng: random.Random) -> Fact:
    if isinstance(told, dt.date):
        if not view and name.endswith("date_of_birth") and rng.random() < 0.08:
            view = "long"
        written, truth = _written_day(told, view, rng)
        return Fact(written, {name: truth} if truth and not name.startswith("_") else {})
    fact = told if isinstance(told, Fact) else Fact(told, {} if name.startswith("_") else {name: told})
    return fact._replace(written=fact.written.upper()) if view == "upper" else fact


def _written_day(day: dt.date, view: str, rng: random.Random) -> tuple[str, str | None]:
    """As printed, and what that says; words only repeat what figures say."""
    match view:
        case "words":
            return spoken_date(day, rng), None
        case "year":
            return str(day.year), str(day.year)
        case "long":
            return long_date(day), day.isoformat()
        case "padded":
            return plain_date(day), day.isoformat()
        case _:
            return draw_date(rng, day), day.isoformat()
