"""Who is matched, who goes to a clerk, and who is nobody."""

from collections.abc import Sequence

import pytest

from models.dossier import Citizen, Document, FieldValue, MatchDecision, Subject
from models.text import fold
from pipeline.matching.match import match_subject, match_subjects


class Listed:
    """A register in memory."""

    def __init__(self, citizens: Sequence[Citizen]) -> None:
        self.citizens = citizens

    def citizens_by_number(self, personal_id: str) -> list[Citizen]:
        return [c for c in self.citizens if personal_id in (c.personal_id, c.old_id)]

    def citizens_by_name(self, name_key: str, birth_year: int | None) -> list[Citizen]:
        return [
            c
            for c in self.citizens
            if fold(c.full_name) == name_key
            and (birth_year is None or (c.date_of_birth or "").startswith(str(birth_year)))
        ]


BAO = Citizen(
    citizen_id="C1",
    full_name="Trịnh Quốc Bảo",
    date_of_birth="1985-03-07",
    sex="male",
    personal_id="042085001234",
    residence="Thôn Hồng Sơn, Xã Sơn Trà",
)
NAMESAKE = Citizen(
    citizen_id="C2", full_name="Trịnh Quốc Bảo", date_of_birth="1985-09-30", personal_id="042085009999"
)
TWIN = Citizen(
    citizen_id="C3", full_name="Trịnh Quốc Bào", date_of_birth="1985-03-07", personal_id="042085001235"
)
REGISTER = Listed([BAO, NAMESAKE, TWIN])


def subject(**changes: str | None) -> Subject:
    told: dict[str, str | None] = {
        "full_name": "TRỊNH QUỐC BẢO",
        "date_of_birth": "1985-03-07",
        "sex": "male",
        "personal_id": "042085001234",
    }
    return Subject(role="", **(told | changes))


def test_number_given_name_and_birth_date_agree() -> None:
    match, citizen = match_subject(subject(), REGISTER)
    assert match.decision is MatchDecision.MATCH and match.citizen_id == "C1" and citizen == BAO


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
    match, citizen = match_subject(subject(**changes), REGISTER)
    assert match.decision is MatchDecision.REVIEW and citizen is None and match.citizen_id is None
    assert "C1" in match.candidates


def test_the_nearest_candidate_is_first() -> None:
    match, _ = match_subject(subject(personal_id=None), REGISTER)
    assert match.candidates[0] == "C1" and "C2" in match.candidates


def test_one_number_held_twice_is_no_match() -> None:
    double = BAO.model_copy(update={"citizen_id": "C9"})
    match, _ = match_subject(subject(), Listed([BAO, double]))
    assert match.decision is MatchDecision.REVIEW and set(match.candidates) == {"C1", "C9"}


def test_nobody_near_is_none() -> None:
    stranger = subject(full_name="Võ Thị Ánh", personal_id="042199000001", sex="female", date_of_birth="1999")
    assert match_subject(stranger, REGISTER)[0].decision is MatchDecision.NONE


def test_the_register_speaks_for_and_against_values() -> None:
    told = {
        "full_name": "Trịnh Văn Bảo",
        "date_of_birth": "1985-03-07",
        "sex": "male",
        "personal_id": "042085001234",
        "residence": "Số 2 Lê Lợi",
        "marital_status": "Chưa kết hôn",
    }
    fields = tuple(
        FieldValue(name=name, value=value, raw=value, confidence=0.9, page=1, box=None)
        for name, value in told.items()
    )
    document = Document(
        document_id="d",
        scan_id="s",
        document_type="marital_status_certificate",
        form_version=None,
        pages=(1,),
        type_confidence=1,
        text="",
        fields=fields,
        subjects=(subject(full_name="Trịnh Văn Bảo"),),
    )
    matched = match_subjects(document, REGISTER)
    assert [m.decision for m in matched.matches] == [MatchDecision.MATCH]
    evidence = {field.name: (field.sources, field.against) for field in matched.fields}
    assert evidence["personal_id"] == evidence["date_of_birth"] == evidence["sex"] == (("register",), ())
    assert evidence["full_name"] == ((), ("register",))
    assert evidence["residence"] == evidence["marital_status"] == ((), ())


def test_another_persons_fields_are_left_alone() -> None:
    field = FieldValue(
        name="mother.full_name", value="Trịnh Quốc Bảo", raw="", confidence=1, page=1, box=None
    )
    document = Document(
        document_id="d",
        scan_id="s",
        document_type="birth_certificate",
        form_version=None,
        pages=(1,),
        type_confidence=1,
        text="",
        fields=(field,),
        subjects=(subject(),),
    )
    assert match_subjects(document, REGISTER).fields[0].sources == ()
