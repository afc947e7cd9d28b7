from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from models.forms import form_of
from models.procedures import Procedure, load_procedures, procedure_of

ALL = load_procedures()


def test_there_are_eight_procedures_with_codes_of_their_own() -> None:
    assert len({one.code for one in ALL}) == len(ALL) >= 8


@pytest.mark.parametrize("procedure", ALL, ids=[one.code for one in ALL])
def test_fields_and_papers_have_names_of_their_own_and_captions(procedure: Procedure) -> None:
    names = [field.name for field in procedure.fields] + [paper.name for paper in procedure.papers]
    fields = {field.name for field in procedure.fields}
    assert len(fields) == len(procedure.fields)
    assert len(names) - len(procedure.fields) == len({paper.name for paper in procedure.papers})
    assert all(field.shown_as for field in procedure.fields)
    assert any(field.attribute for field in procedure.fields)


def test_a_form_that_we_know_has_the_fields_that_are_asked() -> None:
    for procedure in ALL:
        form = form_of(procedure.form or "")
        if form is not None:
            told = {name.replace(".N.", ".1.") for name in form.field_names()}
            times = {"wife.times_married", "husband.times_married"}  # declared on the paper, read by nobody
            assert {field.name for field in procedure.fields} - times == told, procedure.code


def test_a_procedure_is_known_from_its_first_day_to_its_last() -> None:
    first = ALL[0].valid_from
    assert procedure_of(ALL[0].code, first) is ALL[0]
    assert procedure_of(ALL[0].code, first - dt.timedelta(1)) is None
    assert procedure_of("9.999999", first) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": {}},
        {"fields": [{"name": "a"}]},
        {"fields": [{"name": "a", "of": "owner", "attribute": "nonsense"}]},
        {"fields": [{"name": "a", "of": "owner", "attribute": "sex", "trust": "nonsense"}]},
        {"papers": [{"name": "a", "caption": "A", "of": "owner", "satisfied_by": ["nonsense"]}]},
        {"papers": [{"name": "a", "caption": "A", "of": "owner", "proves": ["nonsense"]}]},
    ],
)
def test_a_procedure_that_names_what_is_not_there_is_refused(wrong: dict[str, object]) -> None:
    told = procedure_of("1.001612", dt.date(2026, 1, 1))
    assert told is not None
    with pytest.raises(ValidationError):
        Procedure.model_validate(told.model_dump() | wrong)
