"""What operators change, and what it does to a document and to the policy."""

import datetime as dt

import pytest
from pydantic import ValidationError

from models.dossier import UNKNOWN, Document, Subject
from models.policy import Threshold, Thresholds, load_policy
from models.regulations import Regulations
from tests.papers import made_document, made_value

THRESHOLDS = Thresholds(
    fitted_on=dt.date(2026, 11, 22), allowed=0.001, certainty=0.95, keys={"name": Threshold(above=0.02)}
)


def paper(document_type: str) -> Document:
    return made_document(
        document_type,
        made_value("sex", "male", raw="Nam"),
        text="Nguyễn Văn An",
        subjects=(Subject(role="", full_name="Nguyễn Văn An"),),
    )


def test_as_it_comes_nothing_is_changed() -> None:
    regulations, settled = Regulations(), load_policy()
    assert regulations.policy(settled) is settled
    assert regulations.read(paper("birth_certificate")) == paper("birth_certificate")
    assert not regulations.is_keyed_twice("birth_certificate", "sex")


def test_a_type_that_is_off_is_kept_without_values() -> None:
    regulations = Regulations(types_off=("birth_certificate",))
    read = regulations.read(paper("birth_certificate"))
    assert (read.fields, read.subjects, read.text) == ((), (), "Nguyễn Văn An")
    assert regulations.read(paper(UNKNOWN)) == paper(UNKNOWN)
    assert regulations.read(paper("death_extract")).fields


def test_its_thresholds_take_the_place_of_those_of_the_settings() -> None:
    settled = load_policy().under(THRESHOLDS.model_copy(update={"keys": {}}))
    assert Regulations(thresholds=THRESHOLDS).policy(settled) == load_policy().under(THRESHOLDS)


def test_a_column_of_a_table_is_keyed_twice_in_each_row() -> None:
    regulations = Regulations(double_key=("residence_change_ct01.members.N.personal_id",))
    assert regulations.is_keyed_twice("residence_change_ct01", "members.12.personal_id")
    assert not regulations.is_keyed_twice("residence_change_ct01", "personal_id")
    assert not regulations.is_keyed_twice("birth_certificate", "members.12.personal_id")


def test_names_that_sohoa_does_not_know_are_left_out() -> None:
    told = Regulations(
        types_off=("papyrus",), double_key=("papyrus.name",), procedures_off=("1.001193", "9.9")
    )
    assert told == Regulations(procedures_off=("1.001193",))


@pytest.mark.parametrize("told", [{"wrong_at_most": 0}, {"wrong_at_most": 1}, {"story_days": 0}])
def test_senseless_figures_are_refused(told: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Regulations.model_validate(told)


def test_changes_are_named() -> None:
    changed = Regulations(types_off=("death_extract",), story_days=30, thresholds=THRESHOLDS)
    assert Regulations().changes(changed) == ("types_off", "thresholds", "story_days")
    assert Regulations.model_validate(changed.model_dump(mode="json")) == changed
