"""What an archive copy says of itself, and what it keeps to itself."""

from __future__ import annotations

from models.archive import describe_document, load_archive_rules
from models.dossier import Decision, Document, FieldValue
from tests.papers import made_document, made_value


def field(name: str, value: str, decision: Decision = Decision.ACCEPTED) -> FieldValue:
    return made_value(name, value, decision=decision)


def document(*fields: FieldValue) -> Document:
    return made_document("birth_extract", *fields, pages=(1, 2))


def test_a_number_is_told_apart_from_its_notation() -> None:
    told = describe_document(
        document(field("document_number", "152/TLKS-BS"), field("issued_on", "2025-06-05")),
        "Trích lục khai sinh",
    )
    assert told == {
        "TypeName": "Trích lục khai sinh",
        "CodeNumber": "152",
        "CodeNotation": "TLKS-BS",
        "IssuedDate": "2025-06-05",
        "Subject": "Trích lục khai sinh số 152/TLKS-BS",
        "Language": "Tiếng Việt",
        "PageAmount": "2",
        "Mode": "Hạn chế",
        "ConfidenceLevel": "Máy đọc, đủ căn cứ",
    }


def test_doubtful_values_and_persons_stay_out() -> None:
    told = describe_document(
        document(
            field("document_number", "15/TLKS", Decision.REVIEW),
            field("personal_id", "036190000015"),
            field("full_name", "Nguyễn Thị Hường"),
        ),
        "Trích lục khai sinh",
    )
    assert "CodeNotation" not in told
    assert told["ConfidenceLevel"] == "Máy đọc, chờ kiểm tra"
    assert not any("036190000015" in text or "Hường" in text for text in told.values())


def test_lengths_are_those_of_the_rule() -> None:
    told = describe_document(document(field("document_number", "1/" + "X" * 99)), "T" * 600)
    rules = load_archive_rules()
    assert {name: len(told[name]) for name in ("TypeName", "CodeNotation", "Subject")} == {
        "TypeName": 100,
        "CodeNotation": 30,
        "Subject": 500,
    }
    assert all(len(text) <= rules.lengths[name] for name, text in told.items())
