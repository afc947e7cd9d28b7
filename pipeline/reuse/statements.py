"""What each paper says of a citizen, with how far it can be trusted and how long it speaks."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from typing import NamedTuple

from models.dates import PartialDate, from_iso
from models.geometry import Box
from models.held import HeldField, HeldPaper, Ruling
from models.reuse import ReusePolicy, Validity

MACHINE_READ, EVIDENCE_CHECKED, OFFICER = "machine_read", "evidence_checked", "officer_digitised"
SELF_DECLARED = "self_declared"


class Paper(NamedTuple):
    """A paper as a source. `issued_on`, `issuer`: as it says itself, where somebody or something vouches for
    that; `valid_until`: its last day; `scope`: the only use it was made for; `unsure_of`: what of this is not
    known though a rule asks for it; `trusted_as`: what the form in which it was handed in makes of it."""

    document_id: str
    version: int
    scan_id: str
    document_type: str
    role: str
    main: bool
    sure: bool
    declared: bool
    captured_at: dt.datetime
    issued_on: str | None = None
    issuer: str | None = None
    valid_until: dt.date | None = None
    scope: str | None = None
    void_on_change: bool = False
    unsure_of: tuple[str, ...] = ()
    trusted_as: str | None = None

    @property
    def since(self) -> str:
        """From when it speaks, to be compared: for a declaration the day it came in. Undated papers are
        older than all others."""
        return self.captured_at.date().isoformat() if self.declared else self.issued_on or ""

    def expired(self, on: dt.date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class Statement(NamedTuple):
    """One value that was said of a citizen. `paper` is None where a clerk's ruling says it, then `field` is
    the ruling's id; `revision`: which of the field's values; `box`: pixels of the kept image of `page`."""

    attribute: str
    value: str
    trust: str
    paper: Paper | None
    field: str
    revision: int
    page: int | None
    box: Box | None
    verified_by: str | None
    verified_at: dt.datetime

    @property
    def since(self) -> str:
        return self.paper.since if self.paper else self.verified_at.date().isoformat()


def read_paper(held: HeldPaper, policy: ReusePolicy, trusted_as: str | None = None) -> Paper:
    """A paper's own dates and limits, by the rules of the day it was issued."""
    rule = policy.papers[held.document_type]
    issued_on = _vouched(held, rule.issued_on)
    validity = policy.validity_of(held.document_type, _day(issued_on) or held.captured_at.date())
    return Paper(
        document_id=held.document_id,
        version=held.version,
        scan_id=held.scan_id,
        document_type=held.document_type,
        role=held.role,
        main=rule.says_of(held.role).main,
        sure=held.sure,
        declared=rule.standing == "declared",
        captured_at=held.captured_at,
        issued_on=issued_on,
        issuer=_vouched(held, rule.issuer),
        valid_until=_last_day(held, issued_on, validity),
        scope=_vouched(held, validity.scope) if validity else None,
        void_on_change=validity is not None and validity.void_on_change,
        unsure_of=tuple(_unknown(held, rule.issued_on, validity)),
        trusted_as=trusted_as,
    )


def read_statements(
    held: HeldPaper, paper: Paper, policy: ReusePolicy, wanted: Collection[str] | None = None
) -> Iterator[Statement]:
    """What the paper says of the citizen, attribute by attribute; of `wanted` ones only, None for all."""
    for attribute, name in policy.fields_of(held.document_type, held.role).items():
        field = held.fields.get(name) if wanted is None or attribute in wanted else None
        if field is not None and field.value is not None:
            yield Statement(
                attribute,
                field.value,
                _trust(paper, field),
                paper,
                name,
                field.revision,
                field.page,
                field.box,
                field.by_clerk,
                field.decided_at,
            )


def read_ruling(ruling: Ruling) -> Statement | None:
    """What a clerk ruled, where that is a value."""
    if not ruling.accepted or ruling.value is None or ruling.decided_at is None:
        return None
    return Statement(
        *(ruling.attribute, ruling.value, OFFICER, None, ruling.correction_id, 1, None, None),
        *(ruling.decided_by, ruling.decided_at),
    )


def _trust(paper: Paper, field: HeldField) -> str:
    if not field.accepted or not paper.sure:
        return MACHINE_READ
    if paper.declared:
        return SELF_DECLARED
    return paper.trusted_as or (OFFICER if field.by_clerk else EVIDENCE_CHECKED)


def _vouched(held: HeldPaper, name: str | None) -> str | None:
    field = held.fields.get(name) if name else None
    return field.value if field is not None and field.accepted else None


def _last_day(held: HeldPaper, issued_on: str | None, validity: Validity | None) -> dt.date | None:
    if validity is None:
        return None
    if validity.until:
        return _day(_vouched(held, validity.until))
    issued = _day(issued_on)
    return add_months(issued, validity.months) if issued and validity.months else None


def _unknown(held: HeldPaper, issued_on: str | None, validity: Validity | None) -> Iterator[str]:
    """The fields that a rule of validity needs and nobody and nothing vouches for."""
    if validity is None:
        return
    needed = (validity.until, issued_on if validity.months else None, validity.scope)
    yield from (name for name in needed if name and _vouched(held, name) is None)


def _day(iso: str | None) -> dt.date | None:
    """The day, or the first that it can be: a limit that is too early costs a look, one too late a fault."""
    date: PartialDate | None = from_iso(iso) if iso else None
    return dt.date(date.year, date.month or 1, date.day or 1) if date else None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last (Civil Code 91/2015/QH13 article 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
