"""The personal number (số định danh cá nhân): PPP G YY RRRRRR, 12 digits, no check digit.

PPP is the province of birth registration, G century and sex (0/1 for men/women born 1900 to 1999, 2/3
for 2000 to 2099, and so on), YY the year of birth (Decree 137/2015/NĐ-CP article 13, Circular
59/2021/TT-BCA). Six of its digits cannot be checked: structure alone never proves a number.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import NamedTuple

from models.yaml_file import read_yaml

MALE, FEMALE = "male", "female"


class PersonalNumber(NamedTuple):
    """What the number says of its holder; `province` is None for a code that is in no table."""

    province: str | None
    sex: str
    birth_year: int


def parse_personal_number(number: str) -> PersonalNumber | None:
    """Read a number of exactly 12 digits; None for anything else."""
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        return None
    century, year = int(number[3]), int(number[4:6])
    return PersonalNumber(
        province=_birth_provinces().get(number[:3]),
        sex=FEMALE if century % 2 else MALE,
        birth_year=1900 + 100 * (century // 2) + year,
    )


@functools.cache
def _birth_provinces() -> dict[str, str]:
    codes: dict[str, str] = read_yaml(resources.files("models") / "data/birth_provinces.yaml")["codes"]
    return codes
