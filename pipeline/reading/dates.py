"""Dates whose slashes were taken for figures or letters (0410711965): what two readings make of them."""

from __future__ import annotations

import re

_SLASH = r"(?:[17Il|!/]|[Il|!/]1)"  # what it is taken for
_END = "([.,;:]*)"
_LIKE_A_DATE = re.compile(rf"[0-3]\d{_SLASH}[01]?\d{_SLASH}[12]\d{{3}}{_END}", re.ASCII)
_DATE = re.compile(r"(\d{2})/(\d{1,2})/(\d{4})", re.ASCII)


def could_be_a_date(text: str) -> bool:
    """Whether it is one but for its slashes."""
    return _LIKE_A_DATE.fullmatch(text) is not None and _DATE.fullmatch(text.rstrip(".,;:")) is None


def agreed_date(first: str, second: str) -> str | None:
    """The date that both readings give; None where they differ in a figure of day, month or year."""
    date = _DATE.fullmatch(second)
    if date is None:
        return None
    like = re.fullmatch(_SLASH.join(date.groups()) + _END, first)
    return second + like.group(1) if like else None
