"""From what a paper or a register says to a Person: both sides by the same functions.

OCR confuses figures with letters; dates come in any of the forms that papers have; a date or number that
cannot be is kept as it was read, since it may be one figure away from the right one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.identity import FEMALE, MALE
from pipeline.matching.names import bare, read_name
from pipeline.matching.person import Person
from pipeline.matching.places import ToldPlace

_LETTERS_AS_FIGURES = str.maketrans("OoQDIil|!LZzSsBGbqgj", "00001111112255866991")
_NO_FIGURE = re.compile("[^0-9]")
_NUMERIC = re.compile("([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,5})")
_MONTH = re.compile("([0-9]{1,2})[^0-9]+([0-9]{4})")
_ISO = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WORDS = re.compile("ngày|tháng|năm|[a-zàáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]{3,}", re.IGNORECASE)
_SEXES = {"nam": MALE, "male": MALE, "nu": FEMALE, "female": FEMALE}
LEAST_OF_PERSONAL, LEAST_OF_OLD = 10, 8


def read_person(told: Mapping[str, str | None], sure: Mapping[str, float] | None = None) -> Person:
    """`told`: raw texts by the names of person.FIELDS; missing and empty ones are unknown."""
    person = Person(sure=sure or {})
    if name := told.get("full_name"):
        person.name = read_name(name)
    if date := told.get("date_of_birth"):
        person.birth = read_date(date)
    if sex := told.get("sex"):
        person.sex = read_sex(sex)
    for field in ("personal_id", "old_id"):
        if number := told.get(field):
            _take_number(person, read_number(number))
    if passport := told.get("passport"):
        person.passport = read_passport(passport)
    if father := told.get("father_full_name"):
        person.father = read_name(father)
    if mother := told.get("mother_full_name"):
        person.mother = read_name(mother)
    if residence := told.get("residence"):
        person.residence = ToldPlace(residence)
    if home := told.get("place_of_origin"):
        person.home = ToldPlace(home)
    if phone := told.get("phone"):
        person.phone = read_number(phone)
    return person


def _take_number(person: Person, number: str) -> None:
    """A paper's one line for "the number" may hold either; its length tells which."""
    if len(number) >= LEAST_OF_PERSONAL:
        person.number = person.number or number
    elif len(number) >= LEAST_OF_OLD:
        person.old_number = person.old_number or number


def read_number(text: str) -> str:
    """The figures of a text, letters that OCR reads for figures among them."""
    if text.isdigit() and text.isascii():
        return text
    return _NO_FIGURE.sub("", text.translate(_LETTERS_AS_FIGURES))


def read_passport(text: str) -> str:
    """A letter and figures: what OCR takes for one another in the figures is put right."""
    signs = [sign for sign in text.upper() if sign.isascii() and sign.isalnum()]
    return "".join(signs[:1]) + read_number("".join(signs[1:]))


def read_sex(text: str) -> str:
    return _SEXES.get(bare(text).strip(), "")


def read_date(text: str) -> tuple[str, str, str]:
    """(year, month, day) as figures; "" where it is not told. Day and month have two figures."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups("")
        return year, month, day
    figures = _WORDS.sub(" ", text).translate(_LETTERS_AS_FIGURES)
    if found := _NUMERIC.search(figures):
        return found[3], found[2].zfill(2), found[1].zfill(2)
    if found := _MONTH.search(figures):
        return found[2], found[1].zfill(2), ""
    only = _NO_FIGURE.sub("", figures)
    if len(only) == 8:  # the signs between were lost
        return only[4:], only[2:4], only[:2]
    return (only, "", "") if len(only) == 4 else ("", "", "")
