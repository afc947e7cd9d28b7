"""An answer as JSON, and as what is logged of it."""

from __future__ import annotations

from typing import Any

from app.api import AT
from models.forms import form_of
from models.reuse import load_reuse_policy
from pipeline.keeping.rows.reuse import ExchangeItem
from pipeline.reuse.answer import Answer, FieldAnswer, PaperAnswer, Reason, show
from pipeline.reuse.record import State
from pipeline.reuse.statements import Paper, Statement

WHY = {
    Reason.PAPER_HELD: "Đã có bản số hóa còn giá trị của giấy tờ này.",
    Reason.DATA_HELD: "Mọi thông tin mà giấy tờ này chứng minh đều đã có.",
    Reason.DECLARED_ANEW: "Giấy tờ này phải nộp mỗi lần.",
    Reason.NOTHING_HELD: "Chưa có giấy tờ này.",
    Reason.NO_LONGER_VALID: "Giấy tờ đã có không còn giá trị.",
    Reason.TOO_OLD: "Giấy tờ đã có được cấp quá lâu.",
    Reason.OTHER_PURPOSE: "Giấy tờ đã có được cấp cho mục đích khác.",
    Reason.UNCONFIRMED: "Giấy tờ đã có còn chờ cán bộ xem.",
}


def answer_body(answer: Answer, exchange_id: str) -> dict[str, Any]:
    """As app.api.shapes.Given."""
    return {
        "exchange_id": exchange_id,
        "procedure": answer.procedure.code,
        "procedure_name": answer.procedure.name,
        "on": answer.on.isoformat(),
        "policy": load_reuse_policy().version,
        "fields": [_field(one, exchange_id) for one in answer.fields],
        "papers": [_paper(one, exchange_id) for one in answer.papers],
    }


def answer_items(answer: Answer) -> list[ExchangeItem]:
    """Of each field and paper what was said of it and where it came from; no value."""
    items = [_item("field", one.asked.name, one, one.source, answer) for one in answer.fields]
    for paper in answer.papers:
        item = ExchangeItem(
            kind="paper",
            name=paper.asked.name,
            state=paper.state,
            reason=paper.reason,
            citizen_id=answer.citizens.get(paper.asked.of),
            document_id=paper.paper.document_id if paper.paper else None,
        )
        items.append(item)
    return items


def _item(kind: str, name: str, given: FieldAnswer, source: Statement | None, answer: Answer) -> ExchangeItem:
    return ExchangeItem(
        kind=kind,
        name=name,
        state=given.state,
        reason=given.reason,
        citizen_id=answer.citizens.get(given.asked.of or "") if source else None,
        attribute=given.asked.attribute,
        document_id=source.paper.document_id if source and source.paper else None,
        field=source.field if source else None,
        revision=source.revision if source else None,
    )


def _field(given: FieldAnswer, exchange_id: str) -> dict[str, Any]:
    asked, value = given.asked, given.value
    shown = show(asked.attribute, value, load_reuse_policy()) if value and asked.attribute else None
    evidence = f"{AT}/exchanges/{exchange_id}/evidence/field/{asked.name}"
    return {
        "name": asked.name,
        "caption": asked.shown_as,
        "person": asked.of,
        "state": given.state,
        "reason": given.reason,
        "value": value,
        "shown": shown,
        "source": _source(given.source, evidence) if given.source else None,
        "contradictions": [_source(one, None) for one in given.against],
    }


def _paper(given: PaperAnswer, exchange_id: str) -> dict[str, Any]:
    held = given.paper
    evidence = f"{AT}/exchanges/{exchange_id}/evidence/paper/{given.asked.name}"
    return {
        "name": given.asked.name,
        "caption": given.asked.caption,
        "person": given.asked.of,
        "state": given.state,
        "reason": given.reason,
        "why": WHY[given.reason],
        "source": _paper_source(held, evidence) if held and given.state is State.OK else None,
        "proved_by": [_source(one, None) for one in given.proof],
    }


def _source(statement: Statement, evidence: str | None) -> dict[str, Any]:
    told = _of_paper(statement.paper) if statement.paper else _RULED
    return told | {
        "page": statement.page,
        "box": statement.box,
        "verified_by": statement.verified_by,
        "verified_at": statement.verified_at.isoformat(),
        "trust": statement.trust,
        "evidence": evidence if statement.paper else None,
    }


def _paper_source(paper: Paper, evidence: str) -> dict[str, Any]:
    return _of_paper(paper) | {
        "page": None,
        "box": None,
        "verified_by": None,
        "verified_at": paper.captured_at.isoformat(),
        "trust": "evidence_checked" if paper.sure else "machine_read",
        "evidence": evidence,
    }


def _of_paper(paper: Paper) -> dict[str, Any]:
    form = form_of(paper.document_type)
    return {
        "document_id": paper.document_id,
        "document_type": paper.document_type,
        "document_name": form.name if form else None,
        "issuer": paper.issuer,
        "issued_on": paper.issued_on,
        "captured_at": paper.captured_at.isoformat(),
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
        "scope": paper.scope,
    }


_RULED: dict[str, Any] = dict.fromkeys(
    (
        *("document_id", "document_type", "document_name", "issuer", "issued_on", "captured_at"),
        *("valid_until", "scope"),
    )
)
