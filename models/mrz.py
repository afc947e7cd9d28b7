"""The lines for machines on the back of an identity card: three of 30 (ICAO Doc 9303 part 5, size TD1).

A Vietnamese card bears the number twice: its last nine digits with a check digit as the document's number,
and all twelve with another as optional data. Each date has a check digit, and a last one covers all of them.
Sex and name have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from models.dates import PartialDate, possible
from models.identity import FEMALE, MALE, parse_personal_number

WIDTH = 30
FIGURES = "0123456789<IDVNMF"  # the signs of the first two lines
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"  # and of the third
NO_EXPIRY = "991231"  # (unverified) of cards that are valid without end

_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_WEIGHTS = (7, 3, 1)
# What is taken for a figure, or a letter, where nothing else can stand. The check digits prove the figures.
_FIGURES = str.maketrans("OQDUILJZAESGTB", "00001112435678")
_LETTERS = str.maketrans("01234568", "OIZEASGB")
_SEXES = {"M": MALE, "F": FEMALE}

# How many fillers there are is known: it does not matter how many were read, or as what.
_FIRST = re.compile(r"(?<!\d)(\d{9})(\d)(\d{12})\D{1,3}(\d)$", re.ASCII)
_SECOND = re.compile(r"^(\d{6})(\d)([MF])(\d{6})(\d)VNM.*(\d)$", re.ASCII)
_NAME = re.compile(r"^([A-Z]+(?:<[A-Z]+)*)<<([A-Z]+(?:<[A-Z]+)*)(?:<<|$)")


class MachineZone(NamedTuple):
    """What three lines say whose every check digit is right.

    `name`: without accents, A to Z, unchecked; None where it was not understood. `expires_on`: None for a
    card without end. `lines`: as they stand on the card.
    """

    personal_id: str
    sex: str
    date_of_birth: PartialDate
    expires_on: PartialDate | None
    name: str | None
    lines: tuple[str, str, str]


class _Figures(NamedTuple):
    """The checked part of the first two lines, in printed order."""

    short: str
    short_check: str
    number: str
    number_check: str
    born: str
    born_check: str
    ends: str
    ends_check: str
    check: str

    def hold(self) -> bool:
        """Whether all five digits check, and the number is the same both times."""
        return (
            self.short == self.number[3:]
            and self.short_check == check_digit(self.short)
            and self.number_check == check_digit(f"{self.number}<<")
            and self.born_check == check_digit(self.born)
            and self.ends_check == check_digit(self.ends)
            and self.check
            == check_digit(
                self.first()[5:] + self.born + self.born_check + self.ends + self.ends_check + 11 * "<"
            )
        )

    def first(self) -> str:
        return f"IDVNM{self.short}{self.short_check}{self.number}<<{self.number_check}"

    def second(self, sex: str) -> str:
        dates = f"{self.born}{self.born_check}{sex}{self.ends}{self.ends_check}"
        return f"{dates}VNM{11 * '<'}{self.check}"


def check_digit(text: str) -> str:
    """Of the values of the signs, weighed 7, 3, 1 in turn, modulo 10 (ICAO Doc 9303 part 3, 4.9)."""
    return str(sum(_VALUES[sign] * _WEIGHTS[at % 3] for at, sign in enumerate(text)) % 10)


def parse_mrz(figures: Sequence[str], name: str) -> MachineZone | None:
    """The zone in its first two lines, `figures`, and its third, `name`, as they were read: letters in the
    place of figures, and the reverse, are put right.

    None unless every check digit is right and the number says the same sex and year of birth as the lines.
    """
    first, second = (line.translate(_FIGURES) for line in figures)
    of_first, of_second = _FIRST.search(first), _SECOND.search(second)
    if of_first is None or of_second is None:
        return None
    short, short_check, number, number_check = of_first.groups()
    born, born_check, sex, ends, ends_check, check = of_second.groups()
    for whole in (number, number[:3] + short):  # one of the two may be misread: the digits tell which
        zone = _Figures(
            whole[3:], short_check, whole, number_check, born, born_check, ends, ends_check, check
        )
        if zone.hold():
            return _understood(zone, sex, name)
    return None


def _understood(figures: _Figures, sex: str, name: str) -> MachineZone | None:
    number = parse_personal_number(figures.number)
    if number is None or number.sex != _SEXES[sex] or number.birth_year % 100 != int(figures.born[:2]):
        return None
    born = PartialDate(number.birth_year, int(figures.born[2:4]), int(figures.born[4:]))
    ends = PartialDate(2000 + int(figures.ends[:2]), int(figures.ends[2:4]), int(figures.ends[4:]))
    if not possible(born) or not possible(ends):
        return None
    return MachineZone(
        personal_id=figures.number,
        sex=_SEXES[sex],
        date_of_birth=born,
        expires_on=None if figures.ends == NO_EXPIRY else ends,
        name=_name(name),
        lines=(figures.first(), figures.second(sex), _third_line(name)),
    )


def _name(line: str) -> str | None:
    found = _NAME.search(line.translate(_LETTERS))
    return " ".join(found.groups()).replace("<", " ") if found else None


def _third_line(line: str) -> str:
    found = _NAME.search(line.translate(_LETTERS))
    return "<<".join(found.groups())[:WIDTH].ljust(WIDTH, "<") if found else line
