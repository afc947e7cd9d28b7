"""Whether a paper's scan may be given again: in which form it was handed in, and until when it speaks."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from models.dates import from_iso
from models.dossier import BLANK, Decision, Document
from models.reuse import Validity, load_reuse_policy
from models.source_form import SourceForm, find_source_form
from pipeline.reuse.statements import add_months


class Eligibility(NamedTuple):
    """`valid_until`: its last day, None where it has none or none is known; `sentence`: for a clerk."""

    form: SourceForm
    valid_until: dt.date | None
    sentence: str


def find_eligibility(document: Document, on: dt.date) -> Eligibility | None:
    """By the rules of day `on` and of the day the paper was issued; None for blank pages."""
    form = find_source_form(document, on) if document.document_type != BLANK else None
    if form is None:
        return None
    policy = load_reuse_policy()
    paper = policy.papers.get(document.document_type)
    issued = _day(document, paper.issued_on) if paper else None
    rule = policy.validity_of(document.document_type, issued or on)
    last = _last_day(document, issued, rule) if rule else None
    return Eligibility(form, last, " ".join([form.reason, *_on_validity(document, rule, last)]))


def _last_day(document: Document, issued: dt.date | None, rule: Validity) -> dt.date | None:
    if rule.until:
        return _day(document, rule.until)
    return add_months(issued, rule.months) if issued and rule.months else None


def _on_validity(document: Document, rule: Validity | None, last: dt.date | None) -> list[str]:
    """Sentences on how long and for what the paper speaks; none where it has no limits."""
    if rule is None:
        return []
    until = f"Có giá trị đến {last:%d/%m/%Y}." if last else "Chưa rõ có giá trị đến ngày nào."
    scope = [f"Chỉ dùng cho: {_accepted(document, rule.scope) or 'chưa rõ mục đích'}."] if rule.scope else []
    change = ["Hết giá trị khi thông tin thay đổi."] if rule.void_on_change else []
    return [until, *scope, *change]


def _day(document: Document, name: str | None) -> dt.date | None:
    date = from_iso(_accepted(document, name) or "")
    return dt.date(date.year, date.month, date.day) if date and date.month and date.day else None


def _accepted(document: Document, name: str | None) -> str | None:
    accepted = (field for field in document.fields if field.decision is Decision.ACCEPTED)
    return next((field.value for field in accepted if field.name == name), None)
