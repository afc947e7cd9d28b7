"""Dates of any precision."""

from __future__ import annotations

import re

from models.dates import find_date, find_date_in_words, from_iso
from models.fields.kind import Kind


class Date(Kind):
    """ISO with the precision that is printed."""

    form = re.compile(
        r"(?:.{0,60}\bngày:? )?[0-9]{1,2}(?:[/.-][0-9]{1,2}[/.-]| tháng [0-9]{1,2} năm )[0-9]{4}",
        re.IGNORECASE,
    )

    def clean(self, raw: str) -> str | None:
        date = from_iso(raw.strip()) or find_date(raw)
        return date.iso() if date else self.from_words(raw)

    def show(self, value: str) -> str:
        date = from_iso(value)
        return date.shown() if date else value

    def from_words(self, words: str) -> str | None:
        date = find_date_in_words(words)
        return date.iso() if date else None
