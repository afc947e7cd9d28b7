"""A person as read from a paper or the register, normalised once and compared as such.

NORM_VERSION is stored with what was made from it: whoever changes how anything is normalised, or the keys of
models/matching.yaml, raises it, and operators make the register's keys anew (`sohoa register rekey`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.matching.names import Name

NORM_VERSION = 4

FIELDS = (
    "full_name",
    "date_of_birth",
    "sex",
    "personal_id",
    "old_id",
    "passport",
    "place_of_origin",
    "residence",
    "father_full_name",
    "mother_full_name",
    "phone",
)
# The told field that a compared one comes from, where it is not of the same name.
TOLD_AS = {
    **{"family": "full_name", "middle": "full_name", "given": "full_name", "birth_date": "date_of_birth"},
    **{"number": "personal_id", "old_number": "old_id", "home": "place_of_origin"},
    **{"father": "father_full_name", "mother": "mother_full_name"},
}


@dataclass(slots=True)
class Place:
    """`wards`, `provinces`: codes of today's units that it may lie in; `numbers`, `words`: of what stands
    before the ward: house, hamlet, street;
    `is_house`: whether that begins with a house's number."""

    wards: frozenset[int] = frozenset()
    provinces: frozenset[int] = frozenset()
    numbers: tuple[int, ...] = ()
    words: str = ""
    is_house: bool = False


@dataclass(slots=True)
class Person:
    """`birth`: (year, month, day) as digits, each "" where it is not told; numbers as digits; what is None or
    empty is unknown. `citizen_id`: of a register's entry. `sure`: how sure the reading of a told field was,
    0 to 1, where it was not certain.
    """

    name: Name | None = None
    birth: tuple[str, str, str] = ("", "", "")
    sex: str = ""
    number: str = ""
    old_number: str = ""
    passport: str = ""
    father: Name | None = None
    mother: Name | None = None
    residence: Place | None = None
    home: Place | None = None
    phone: str = ""
    citizen_id: str = ""
    sure: Mapping[str, float] = field(default_factory=dict)
