"""Dates whose slashes were taken for figures or letters (0410711965): what two readings make of them."""

from __future__ import annotations

import re

_LIKE_A_DATE = re.compile(
    r"([0-3]\d)[17Il|!/]{1,2}?([01]?\d)[17Il|!/]{1,2}?([12]\d{3})([.,;:]*)", re.ASCII
)
_DATE = re.compile(r"(\d{2})/(\d{1,2})/(\d{4})", re.ASCII)


def could_be_a_date(text: str) -> bool:
    """Whether it is one but for its slashes."""
    found = _LIKE_A_DATE.fullmatch(text)
    return found is not None and _DATE.fullmatch(text.rstrip(".,;:")) is None


def agreed_date(first: str, second: str) -> str | None:
    """The date that both readings give; None where they differ in a figure of day, month or year."""
    like, date = _LIKE_A_DATE.fullmatch(first), _DATE.fullmatch(second)
    if like is None or date is None or like.groups()[:3] != date.groups():
        return None
    return second + like.group(4)
