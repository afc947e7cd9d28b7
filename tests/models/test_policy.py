"""The policy, and what an operator's thresholds make of it."""

import datetime as dt
from pathlib import Path

import pytest

from models.errors import BadThresholdsError
from models.fields import KINDS
from models.forms import load_forms
from models.policy import Threshold, Thresholds, load_policy, read_thresholds, write_thresholds

HARD = {"qr", "mrz", "register", "in_words", "card_age"}


def fitted(**keys: Threshold) -> Thresholds:
    return Thresholds(fitted_on=dt.date(2026, 11, 22), allowed=0.001, certainty=0.95, keys=keys)


def test_every_rule_needs_evidence_that_a_clerk_is_told_of() -> None:
    policy = load_policy()
    names = {name.rpartition(".")[2] for form in load_forms() for name in form.field_names()}
    assert policy.accept.keys() <= KINDS.keys() | names
    for rules in policy.accept.values():
        for rule in rules:
            assert rule.sources and set(rule.sources) <= policy.captions.keys()
            assert rule.hard is (set(rule.sources) <= HARD)
            assert set(rule.sources) != {"well_formed"}  # that is no more than a reading


def test_a_field_has_the_rules_of_its_name_else_of_its_kind() -> None:
    policy = load_policy()
    assert policy.key("mother.date_of_birth", "date") == "date"
    assert policy.key("issued_on", "date") == "issued_on"
    assert policy.rules("request", "text") == ()


def test_without_labels_only_hard_evidence_is_enough() -> None:
    policy = load_policy().under(fitted())
    assert all(rule.hard for rules in policy.accept.values() for rule in rules)
    assert policy.rules("full_name", "name")


def test_a_threshold_asks_for_surer_readings_and_leaves_hard_evidence() -> None:
    before, after = load_policy(), load_policy().under(fitted(name=Threshold(above=0.04)))
    for old, new in zip(before.accept["name"], after.accept["name"], strict=True):
        assert new.sources == old.sources
        assert new.confidence == (0 if old.hard else pytest.approx(old.confidence + 0.04))
    assert len(after.accept["place"]) < len(before.accept["place"])


def test_thresholds_are_written_and_read(tmp_path: Path) -> None:
    thresholds = fitted(
        name=Threshold(above=0.02, values=5000, wrong=1, at_most=0.00095), place=Threshold(above=None)
    )
    write_thresholds(tmp_path / "t.yaml", thresholds)
    assert read_thresholds(tmp_path / "t.yaml") == thresholds


@pytest.mark.parametrize("text", ["", "keys: [", "a: 1", "- 1"])
def test_a_file_that_holds_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(BadThresholdsError):
        read_thresholds(tmp_path / "t.yaml")
    with pytest.raises(BadThresholdsError):
        read_thresholds(tmp_path / "absent.yaml")
