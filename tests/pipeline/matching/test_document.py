"""The persons of a document: who is matched, who goes to a clerk, and what the register then says."""

from __future__ import annotations

import pytest

from models.dossier import Document, FieldValue, Match, MatchDecision, Subject
from models.register import Told
from pipeline.matching.document import match_subjects
from tests.papers import made_document, made_value
from tests.pipeline.matching.shelf import finder

BAO = Told(
    citizen_id="C1",
    full_name="Trịnh Quốc Bảo",
    date_of_birth="1985-03-07",
    sex="male",
    personal_id="042085001234",
    residence="Thôn Hồng Sơn, Xã Nam Hùng, Tỉnh Nam Định",
)
NAMESAKE = Told(
    citizen_id="C2", full_name="Trịnh Quốc Bảo", date_of_birth="1985-09-30", personal_id="042085009999"
)
TWIN = Told(
    citizen_id="C3", full_name="Trịnh Quốc Bào", date_of_birth="1985-03-07", personal_id="042085001235"
)
REGISTER = finder(BAO, NAMESAKE, TWIN)


def value(name: str, text: str, confidence: float = 0.95) -> FieldValue:
    return made_value(name, text, confidence=confidence)


def document(subject: Subject, *fields: FieldValue, kind: str = "marital_status_certificate") -> Document:
    return made_document(kind, *fields, subjects=(subject,))


def subject(**changes: str | None) -> Subject:
    told: dict[str, str | None] = {
        "full_name": "TRỊNH QUỐC BẢO",
        "date_of_birth": "1985-03-07",
        "sex": "male",
        "personal_id": "042085001234",
    }
    return Subject(role="", **(told | changes))


def match(**changes: str | None) -> Match:
    [found] = match_subjects(document(subject(**changes)), REGISTER).matches
    return found


def test_number_name_and_birth_date_agree() -> None:
    found = match()
    assert found.decision is MatchDecision.MATCH and found.citizen_id == "C1"
    assert found.explanation is not None and found.explanation["candidates"][0]["citizen_id"] == "C1"


@pytest.mark.parametrize(
    "changes",
    [
        {"personal_id": "042085001235"},  # the twin's number
        {"personal_id": None},  # name and birth date alone
        {"full_name": "Trịnh Quốc Bào"},  # another tone is another name
        {"full_name": None},
        {"date_of_birth": "1985-03-08"},
        {"date_of_birth": "1985"},
        {"date_of_birth": None},
        {"sex": "female"},
    ],
)
def test_anything_near_goes_to_a_clerk_with_candidates(changes: dict[str, str | None]) -> None:
    found = match(**changes)
    assert found.decision is MatchDecision.REVIEW and found.citizen_id is None
    assert "C1" in found.candidates


def test_the_nearest_candidate_is_first() -> None:
    assert match(personal_id=None).candidates[0] == "C1"


def test_one_number_held_twice_is_no_match() -> None:
    twice = finder(BAO, BAO._replace(citizen_id="C9"))
    [found] = match_subjects(document(subject()), twice).matches
    assert found.decision is MatchDecision.REVIEW and set(found.candidates) == {"C1", "C9"}


def test_nobody_near_is_none() -> None:
    found = match(
        full_name="Võ Thị Ánh", personal_id="042199000001", sex="female", date_of_birth="1999-01-02"
    )
    assert found.decision is MatchDecision.NONE and found.explanation is None


def test_the_register_speaks_for_and_against_values() -> None:
    told = {
        "full_name": "Trịnh Văn Bảo",
        "date_of_birth": "1985-03-07",
        "sex": "male",
        "personal_id": "042085001234",
        "residence": "Số 2 Lê Lợi",
        "marital_status": "Chưa kết hôn",
    }
    fields = [value(name, text) for name, text in told.items()]
    matched = match_subjects(document(subject(full_name="Trịnh Văn Bảo"), *fields), REGISTER)
    assert [m.decision for m in matched.matches] == [MatchDecision.MATCH]
    evidence = {field.name: (field.sources, field.against) for field in matched.fields}
    assert evidence["personal_id"] == evidence["date_of_birth"] == evidence["sex"] == (("register",), ())
    assert evidence["full_name"] == ((), ("register",))
    assert evidence["residence"] == evidence["marital_status"] == ((), ())


def test_the_register_proposes_what_was_read_with_a_slip() -> None:
    slips = [("full_name", "TRỊNH QUỐC BÃO"), ("date_of_birth", "07/03/198ê"), ("personal_id", "04208500124")]
    fields = [FieldValue(name=n, value=None, raw=raw, confidence=0.5, page=1, box=None) for n, raw in slips]
    named = fields[0].model_copy(update={"value": fields[0].raw, "sources": ("repeated",)})
    found = match_subjects(document(subject(), named, *fields[1:]), REGISTER).fields
    assert [field.value for field in found] == ["TRỊNH QUỐC BẢO", "1985-03-07", "042085001234"]
    assert {(field.sources, field.against) for field in found} == {(("register",), ("as_read",))}


def test_the_register_proposes_nothing_where_a_code_proves() -> None:
    proved = value("full_name", "Trịnh Quốc Bào").model_copy(update={"sources": ("qr",)})
    found = match_subjects(document(subject(), proved), REGISTER).fields[0]
    assert (found.value, found.against) == ("Trịnh Quốc Bào", ("register",))


def test_another_persons_fields_are_left_alone() -> None:
    paper = document(subject(), value("mother.full_name", "Trịnh Quốc Bảo"), kind="birth_certificate")
    assert match_subjects(paper, REGISTER).fields[0].sources == ()


CHILD = Told(
    citizen_id="C5",
    full_name="Trịnh Gia Hân",
    date_of_birth="2015-02-03",
    sex="female",
    personal_id="042315000001",
    residence=BAO.residence,
    father_full_name="Trịnh Quốc Bảo",
)


def birth(register_child: Told) -> dict[str, Match]:
    child = Subject(
        role="", full_name="Trịnh Gia Hân", date_of_birth="2015-02-03", personal_id="042315000001"
    )
    father = Subject(role="father", full_name="Trịnh Quốc Bảo", date_of_birth="1985-03-07")
    paper = document(child, value("father.full_name", "Trịnh Quốc Bảo"), kind="birth_certificate")
    paper = paper.model_copy(update={"subjects": (father, child)})
    return {m.role: m for m in match_subjects(paper, finder(BAO, NAMESAKE, register_child)).matches}


def test_a_father_is_looked_for_as_the_father_of_that_child() -> None:
    found = birth(CHILD)
    assert found[""].citizen_id == "C5"
    assert found["father"].candidates[0] == "C1" or found["father"].citizen_id == "C1"


def test_a_child_whose_father_is_another_is_for_a_clerk() -> None:
    found = birth(CHILD._replace(father_full_name="Lê Văn Thử"))
    assert found["father"].decision is MatchDecision.REVIEW
