"""Both faces of a card on one sheet, however they lie, are one paper; another card's face is never joined."""

import pytest

from models.dossier import Decision, FieldValue
from models.page import PageReading
from tests.pipeline.understanding.pages import set_page
from tests.pipeline.understanding.test_understand import load, understood

CASE = load("identity_card_2024.yaml")
LINES = CASE["page"].splitlines()
FRONT, BACK = LINES[: LINES.index("")], LINES[LINES.index("") + 1 :]
BACK_FIELDS = {"residence", "place_of_birth_registration", "issued_on", "expires_on"}


def beside(left: list[str], right: list[str]) -> list[str]:
    edge = max(map(len, left)) + 8
    height = max(len(left), len(right))
    padded = [[*lines, *[""] * (height - len(lines))] for lines in (left, right)]
    return [one.ljust(edge) + other for one, other in zip(*padded, strict=True)]


LAYOUTS = {
    "back above": [*BACK, "", "", *FRONT],
    "back on the right": beside(FRONT, BACK),
    "back on the left": beside(BACK, FRONT),
}


def fields_of(page: PageReading) -> dict[str, FieldValue]:
    (document,) = understood(page)
    assert (document.document_type, document.boundary_confidence) == ("identity_card_2024", 0.98)
    return {field.name: field for field in document.fields}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_faces_are_one_card_however_they_lie(layout: str) -> None:
    fields = fields_of(set_page(LAYOUTS[layout], codes=CASE["codes"]))
    assert {name: field.value for name, field in fields.items()} == CASE["fields"]
    accepted = {name for name, field in fields.items() if field.decision is Decision.ACCEPTED}
    assert accepted == set(CASE["accepted"])


@pytest.mark.parametrize("layout", [LINES, *LAYOUTS.values()], ids=["back below", *LAYOUTS])
def test_without_a_code_the_back_may_be_another_cards(layout: list[str]) -> None:
    fields = fields_of(set_page(layout))
    assert {name: field.value for name, field in fields.items()} == {
        name: value for name, value in CASE["fields"].items() if name not in ("old_id", "full_name")
    } | {"full_name": "TRỊNH QUỐC BẢO"}
    assert {name for name, field in fields.items() if "other_side" in field.against} == BACK_FIELDS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_back_of_another_card_is_not_joined(layout: str) -> None:
    lines = [line.replace("042085001234", "042188000004") for line in LAYOUTS[layout]]
    fields = fields_of(set_page(lines, codes=CASE["codes"]))
    assert all("crowded" in field.against for field in fields.values())


def test_what_stands_in_columns_on_other_papers_stays_as_it_is() -> None:
    certificate = load("marriage_certificate.yaml")
    (document,) = understood(set_page(certificate["page"].splitlines()))
    assert {field.name: field.value for field in document.fields} == certificate["fields"]
