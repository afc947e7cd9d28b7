"""All that is held about somebody, and who asked for what and why: what the person has a right to know (Law
91/2025/QH15 on personal data)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flows.reuse import record_of
from models.forms import form_of
from models.reuse import load_reuse_policy
from pipeline.keeping.records import Records
from pipeline.reuse.record import Attribute
from pipeline.reuse.statements import Paper, Statement


def own_view(records: Records, citizen_id: str, on: dt.date) -> dict[str, Any]:
    """As JSON. Of papers that name other people too only what they say of this person."""
    record = record_of(records, citizen_id, on)
    lines = records.audit_lines(record.citizen_id)
    told = records.citizen(record.citizen_id)
    return {
        "citizen_id": record.citizen_id,
        "on": on.isoformat(),
        "restricted": record.restricted,
        "register": told.model_dump() if told else None,
        "attributes": [_attribute(one) for one in record.attributes.values()],
        "papers": [_paper(paper) | {"state": state} for paper, state in record.papers],
        "asked": [
            {
                "at": line.at.isoformat(),
                "who": line.entry.who,
                "what": line.entry.action,
                "why": line.entry.purpose,
                "details": dict(line.entry.details),
            }
            for line in lines
        ],
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    said = (*((attribute.holds,) if attribute.holds else ()), *attribute.against, *attribute.history)
    return {
        "name": attribute.name,
        "caption": load_reuse_policy().attributes[attribute.name].caption,
        "state": attribute.state,
        "said": [_statement(one) for one in said],
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "value": one.value,
        "trust": load_reuse_policy().trust[one.trust],
        "document_id": one.paper.document_id if one.paper else None,
        "page": one.page,
        "verified_by": one.verified_by,
        "since": one.verified_at.isoformat(),
    }


def _paper(paper: Paper) -> dict[str, Any]:
    form = form_of(paper.document_type)
    return {
        "document_id": paper.document_id,
        "name": form.name if form else paper.document_type,
        "as": paper.role,
        "captured_at": paper.captured_at.isoformat(),
        "issued_on": paper.issued_on,
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
    }
