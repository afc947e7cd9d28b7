"""Until when and for what papers speak."""

import datetime as dt

from models.dossier import Decision, Document
from pipeline.reuse.eligibility import find_eligibility
from tests.papers import made_document, made_value

TODAY = dt.date(2026, 11, 22)


def paper(document_type: str, *, accepted: bool = True, **values: str) -> Document:
    decision = Decision.ACCEPTED if accepted else Decision.REVIEW
    return made_document(
        document_type, *(made_value(name, value, decision=decision) for name, value in values.items())
    )


def told(document: Document) -> tuple[dt.date | None, str]:
    found = find_eligibility(document, TODAY)
    assert found is not None
    return found.valid_until, found.sentence


def test_a_marital_status_certificate_ends_after_six_months_and_has_one_use() -> None:
    until, sentence = told(paper("marital_status_certificate", issued_on="2026-08-31", purpose="Kết hôn"))
    assert until == dt.date(2027, 2, 28)
    assert "28/02/2027" in sentence and "Chỉ dùng cho: Kết hôn." in sentence


def test_a_confirmation_of_residence_ends_after_a_year_or_with_a_change() -> None:
    until, sentence = told(paper("residence_confirmation_ct07", issued_on="2026-01-05"))
    assert until == dt.date(2027, 1, 5) and "khi thông tin thay đổi" in sentence


def test_what_still_waits_for_a_clerk_limits_nothing() -> None:
    until, sentence = told(paper("marital_status_certificate", accepted=False, issued_on="2026-08-31"))
    assert until is None and "Chưa rõ có giá trị đến ngày nào." in sentence


def test_a_birth_certificate_has_no_end() -> None:
    until, sentence = told(paper("birth_certificate", registered_on="1990-01-05"))
    assert until is None and "giá trị" not in sentence


def test_blank_pages_are_no_papers() -> None:
    assert find_eligibility(paper("blank"), TODAY) is None
