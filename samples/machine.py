"""What machines read on identity cards: the QR code's text and the lines of ICAO 9303."""

from __future__ import annotations

import datetime as dt
import unicodedata

from samples.people import Person
from samples.wording import spoken_sex

_VALUES = {letter: number for number, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
NO_EXPIRY = "991231"


def card_expiry(born: dt.date, issued: dt.date) -> dt.date | None:
    """Law on Citizen Identification 2014, article 21: a card of the two years before counts for the next."""
    for age in (25, 40, 60):
        day = min(born.day, 28) if born.month == 2 else born.day
        birthday = dt.date(born.year + age, born.month, day)
        if (birthday - issued).days > 2 * 365:
            return birthday
    return None


def qr_text(person: Person, residence: str, issued: dt.date) -> str:
    """Number, old number, name, birth, sex, residence, issue; dates as ddmmyyyy, separated by |."""
    parts = (
        person.personal_id,
        person.old_id or "",
        person.full_name,
        f"{person.born:%d%m%Y}",
        spoken_sex(person.sex),
        residence,
        f"{issued:%d%m%Y}",
    )
    return "|".join(parts)


def check_digit(text: str) -> str:
    """The check digit of ICAO 9303: weights 7, 3, 1 over the values of the letters, modulo 10."""
    return str(sum(_VALUES[letter] * (7, 3, 1)[at % 3] for at, letter in enumerate(text)) % 10)


def machine_lines(person: Person, expires: dt.date | None) -> tuple[str, str, str]:
    """Three lines of 30: the last 9 digits with their check, the whole number, dates, the name in A to Z."""
    short = person.personal_id[-9:]
    optional = f"{person.personal_id}<<"
    first = f"IDVNM{short}{check_digit(short)}{optional}{check_digit(optional)}"
    born = f"{person.born:%y%m%d}"
    until = f"{expires:%y%m%d}" if expires else NO_EXPIRY
    sex = "F" if person.sex == "female" else "M"
    second = f"{born}{check_digit(born)}{sex}{until}{check_digit(until)}VNM{'<' * 11}"
    # Composite: what stands in line 1 from place 6, both dates with their checks, and the optional data.
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second, _machine_name(person.full_name)


def _machine_name(full_name: str) -> str:
    family, *rest = _bare(full_name).upper().split()
    return f"{family}<<{'<'.join(rest)}"[:30].ljust(30, "<")


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if letter.isascii())
