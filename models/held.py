"""What passes between the records and the reuse: plain tuples, for an answer must come in milliseconds."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from models.geometry import Box


class HeldField(NamedTuple):
    """A field as it holds now. `accepted`: a clerk or evidence vouches for it; `by_clerk`: who looked, None
    for the machine; `revision`: which of the field's values this is."""

    name: str
    revision: int
    value: str | None
    page: int
    box: Box | None
    accepted: bool
    by_clerk: str | None
    decided_at: dt.datetime


class HeldPaper(NamedTuple):
    """A paper that names a citizen. `role`: as whom; `sure`: whether its type and pages need no clerk;
    `captured_at`: when it was handed in; `source_form`: as what (models/source_form.py)."""

    document_id: str
    version: int
    scan_id: str
    document_type: str
    sure: bool
    captured_at: dt.datetime
    role: str
    fields: dict[str, HeldField]
    source_form: str | None = None


class Ruling(NamedTuple):
    """What an official said against a value, and what a clerk made of it. `accepted`: None while it waits;
    `value`: what is right, None where only the old one is wrong; `reason`: in the asker's words."""

    correction_id: str
    attribute: str
    value: str | None
    asked_at: dt.datetime
    accepted: bool | None = None
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    reason: str = ""


class Held(NamedTuple):
    """All that is held of one citizen. `restricted`: nothing may be given out (Law 91/2025/QH15); `withheld`:
    attributes that may not."""

    citizen_id: str
    papers: tuple[HeldPaper, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    restricted: bool = False
    withheld: frozenset[str] = frozenset()
