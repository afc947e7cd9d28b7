"""Days as printed papers have them."""

from __future__ import annotations

import datetime as dt

from models.dates import from_iso

VIETNAM = dt.timedelta(hours=7)


def shown_day(iso: str | None) -> str:
    """`2024-06-05` as 05/06/2024; what is no date stays as it is."""
    date = from_iso(iso) if iso else None
    return date.shown() if date else iso or ""


def today() -> dt.date:
    """In Vietnam."""
    return local_day(dt.datetime.now(dt.UTC))


def local_day(at: dt.datetime) -> dt.date:
    return (at + VIETNAM).date()
