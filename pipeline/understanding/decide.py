"""Accept a value, or call a clerk: by the policy, from the evidence, with the reason in a sentence."""

from __future__ import annotations

import math

from models.dossier import AS_READ, Decision, Document, FieldValue
from models.forms import form_of
from models.policy import Policy, load_policy
from models.source_form import SOURCE_FORM


def decide(document: Document, policy: Policy | None = None) -> Document:
    """The document with every value decided; run it when all evidence, the register's too, is in. `policy`:
    the operator's, else the project's."""
    form = form_of(document.document_type)
    if form is None:
        return document
    policy = policy or load_policy()
    fields = tuple(decide_field(field, form.kind_of(field.name), policy) for field in document.fields)
    return document.model_copy(update={"fields": fields})


def decide_field(field: FieldValue, kind: str, policy: Policy) -> FieldValue:
    """One field decided by the rules of its kind."""
    captions = policy.captions
    decision = Decision.REVIEW
    if field.value is None and field.name == SOURCE_FORM:
        reason = "Cần xem: con dấu không có màu, có thể là bản sao chụp hoặc bản chính quét không màu."
    elif field.value is None:
        reason = (
            "Cần xem: không đọc được giá trị." if field.raw else "Cần xem: không tìm thấy giá trị trên giấy."
        )
    elif AS_READ in field.against:
        reason = f"Cần xem: giá trị đề xuất theo {_listed(field.sources, captions)}; chữ đọc được ở đây khác."
    elif field.against:
        reason = f"Cần xem: trái với {_listed(field.against, captions)}."
    else:
        enough = [
            source
            for rule in policy.rules(field.name, kind)
            if set(rule.sources) <= set(field.sources) and field.confidence >= rule.confidence
            for source in rule.sources
        ]
        if enough:
            enough = list(dict.fromkeys(enough))
            decision, reason = Decision.ACCEPTED, f"Chấp nhận: {_listed(enough, captions)}."
        else:
            reason = "Cần xem: chưa có căn cứ nào ngoài kết quả nhận dạng chữ."
            if field.sources:
                reason = f"Cần xem: căn cứ chưa đủ ({_listed(field.sources, captions)})."
    return field.model_copy(update={"decision": decision, "reason": reason})


def margin(field: FieldValue, kind: str, policy: Policy) -> float | None:
    """By how much a reading is surer than the most lenient rule asks that its sources meet, negative where it
    is less sure; infinity where a hard rule is met; None where no rule is, or something speaks against it."""
    met = [rule for rule in policy.rules(field.name, kind) if set(rule.sources) <= set(field.sources)]
    if field.value is None or field.against or not met:
        return None
    if any(rule.hard for rule in met):
        return math.inf
    return max(field.confidence - rule.confidence for rule in met)


def _listed(sources: list[str] | tuple[str, ...], captions: dict[str, str]) -> str:
    return ", ".join(captions[source] for source in sources)
