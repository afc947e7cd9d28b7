"""Dates as papers print them: to the day, the month, or only the year.

Decree 30/2020/NĐ-CP (annex I) pads days below 10 and months 1 and 2 with a zero, months 3 to 9 not; forms
also carry dd/mm/yyyy, and papers of older people and parents the year alone. All of these are read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from models.numerals import number_in_words
from models.text import clean, digits, fold, mend_figures

FIRST_YEAR = 1850

# A slash is often read as one of | I l J ! between figures, with a 1 that is none behind it, or as a 1.
_SLASH = r"\s*(?:[/.\-]{1,2}|[|il!j]1??)\s*"
_NUMERIC = re.compile(rf"(?<!\d)(\d{{1,2}}){_SLASH}(\d{{1,2}}){_SLASH}(\d{{4}})(?!\d)")
_ALL_FIGURES = re.compile(r"(?<!\d)(\d{2})1(\d{2})1(\d{4})(?!\d)")
_SPOKEN = re.compile(
    r"ngay[\W_]{0,3}([\dilt|]{1,2})[\W_]{0,3}thang[\W_]{0,3}([\dilt|]{1,2})[\W_]{0,3}nam[\W_]{0,3}(\d{4})(?!\d)"
)
_ONES = str.maketrans("ilt|", "1111")
_MONTH = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*[/\-]\s*(\d{4})(?!\d)")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


class PartialDate(NamedTuple):
    """A date with the precision that is printed: month and day may be missing."""

    year: int
    month: int | None = None
    day: int | None = None

    def iso(self) -> str:
        """`2019-03-07`, `2019-03` or `2019`."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def shown(self) -> str:
        """As a clerk reads it: `07/03/2019`, `03/2019` or `2019`."""
        return "/".join(reversed(self.iso().split("-")))


def possible(date: PartialDate, *, today: dt.date | None = None) -> bool:
    """Whether the calendar has the date and it is not before 1850; with `today`, not later either."""
    if date.year < FIRST_YEAR or date.year > 9999:
        return False
    if date.month is not None and not 1 <= date.month <= 12:
        return False
    if date.day is not None and (
        date.month is None or not 1 <= date.day <= calendar.monthrange(date.year, date.month)[1]
    ):
        return False
    return today is None or (date.year, date.month or 1, date.day or 1) <= (
        today.year,
        today.month,
        today.day,
    )


def from_iso(text: str) -> PartialDate | None:
    """The date of `2019-03-07`, `2019-03` or `2019`; None for anything else."""
    told = _ISO.fullmatch(text)
    if told is None:
        return None
    date = PartialDate(*map(int, filter(None, told.groups())))
    return date if possible(date) else None


def find_date(text: str) -> PartialDate | None:
    """The first date in a text in figures; None where there is none, or none that can be."""
    plain = fold(mend_figures(text))
    for pattern in (_NUMERIC, _SPOKEN, _ALL_FIGURES):
        if found := pattern.search(plain):
            day, month, year = (int(part.translate(_ONES)) for part in found.groups())
            return _if_possible(PartialDate(year, month, day))
    found = _MONTH.search(plain) or _YEAR.search(plain)
    if found is None or digits(plain) != digits(found.group()):
        return None  # other figures beside it: a day or month that was misread
    parts = [int(part) for part in reversed(found.groups())]
    return _if_possible(PartialDate(*parts))


def _if_possible(date: PartialDate) -> PartialDate | None:
    return date if possible(date) else None


# --- dates in words: "Ngày hai mươi bốn, tháng mười, năm hai nghìn không trăm linh tám" ---------------


def find_date_in_words(text: str) -> PartialDate | None:
    """The date said by "ngày …, tháng …, năm …" in words; None where any part is not a numeral.

    `năm` is both "year" and "five": the year begins at the last `năm` that leaves a number of four
    figures behind it.
    """
    words = re.findall(r"[^\W\d_]+", clean(text).casefold())
    if "ngày" not in words or "tháng" not in words:
        return None
    day_at, month_at = words.index("ngày"), words.index("tháng")
    day = number_in_words(words[day_at + 1 : month_at])
    for year_at in [i for i, word in enumerate(words) if word == "năm" and i > month_at + 1]:
        month, year = number_in_words(words[month_at + 1 : year_at]), number_in_words(words[year_at + 1 :])
        if day and month and year and year >= FIRST_YEAR:
            return _if_possible(PartialDate(year, month, day))
    return None
