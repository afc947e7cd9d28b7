"""What speaks for a value, and when that is enough."""

from __future__ import annotations

from models.dossier import Decision, FieldValue
from tests.pipeline.understanding.pages import set_page
from tests.pipeline.understanding.test_understand import load, understood


def certificate(*, confirmed: list[str], changes: dict[str, str] | None = None) -> dict[str, FieldValue]:
    """The fields of the golden birth certificate; `confirmed`: the words whose figures were read twice."""
    text = load("birth_certificate.yaml")["page"]
    for printed, other in (changes or {}).items():
        assert printed in text
        text = text.replace(printed, other)
    (document,) = understood(set_page(text.splitlines(), confirmed=confirmed))
    return {field.name: field for field in document.fields}


def test_a_number_read_twice_needs_its_structure_too() -> None:
    numbers = ["042315000117", "042085001234"]
    found = certificate(confirmed=numbers)
    assert found["personal_id"].decision is Decision.ACCEPTED
    assert found["declarant.personal_id"].decision is Decision.REVIEW  # nothing tells whose it is
    assert "read_twice" in found["declarant.personal_id"].sources
    assert certificate(confirmed=numbers[1:])["personal_id"].decision is Decision.REVIEW


def test_a_year_alone_must_be_read_twice() -> None:
    found = certificate(confirmed=["1988"])
    assert found["mother.date_of_birth"].decision is Decision.ACCEPTED
    assert found["father.date_of_birth"].decision is Decision.REVIEW


def test_the_number_of_a_hamlet_must_be_read_twice() -> None:
    village = "Thôn Hồng Sơn, Xã Sơn Trà, Huyện Hương Sơn, Tỉnh Hà Tĩnh"
    changes = {village: "Thôn 4, Xã Liêm Phong, Huyện Thanh Liêm, Tỉnh Hà Nam"}
    for confirmed, decision in ((["4,"], Decision.ACCEPTED), ([], Decision.REVIEW)):
        found = certificate(confirmed=confirmed, changes=changes)
        assert found["mother.residence"].decision is decision
        assert "gazetteer_numbered" in found["mother.residence"].sources


def test_a_mother_of_five_years_goes_to_a_clerk() -> None:
    found = certificate(confirmed=["2010"], changes={"Năm sinh: 1988": "Năm sinh: 2010"})
    assert found["mother.date_of_birth"].against == ("parents_age",)


def test_a_number_of_another_year_goes_to_a_clerk() -> None:
    text = load("birth_extract.yaml")["page"].replace("675/TLKS", "675/2023/TLKS").replace("163", "163/2015")
    (document,) = understood(set_page(text.splitlines()))
    found = {field.name: field.against for field in document.fields}
    assert found["document_number"] == ("year_of_number",) and found["registration_number"] == ()
