"""Every form is whole: kinds, checks, versions, a sample."""

import itertools
from pathlib import Path

import yaml

from models.fields import KINDS
from models.forms import form_of, load_forms
from models.policy import load_policy
from samples.filling import forms as drawn_forms
from samples.plan import procedures

CASES = Path(__file__).parents[1] / "pipeline/understanding/cases"
CHECKS = {"card_age"}


def test_all_types_are_there() -> None:
    assert {form.type for form in load_forms()} >= {
        "birth_certificate",
        "birth_declaration",
        "birth_extract",
        "death_declaration",
        "death_extract",
        "household_business_certificate",
        "identity_card_2021",
        "identity_card_2024",
        "land_certificate",
        "marital_status_certificate",
        "marriage_certificate",
        "marriage_declaration",
        "residence_change_ct01",
        "residence_confirmation_ct07",
    }


def test_titles_belong_to_one_form_only() -> None:
    titles = [title for form in load_forms() for title in form.titles]
    assert len(titles) == len(set(titles))


def test_entries_and_checks_exist() -> None:
    for form in load_forms():
        fields = [entry.field for entry in form.entries if entry.field]
        once = [entry.field for entry in form.entries if entry.field and not entry.optional]
        assert len(once) == len(set(once))
        for entry in form.entries:
            assert entry.kind in KINDS and set(entry.checks) <= CHECKS
            assert entry.labels or entry.place_date or entry.qr_only or entry.pattern
            assert entry.words_of is None or entry.words_of in fields
        assert set(form.qr) <= set(fields)
        prefixes = {table.prefix for table in form.tables}
        fields += [name for grid in form.grids for name in grid.fields()]
        assert all(any(name.startswith(f"{role}.") for name in fields) for role in form.side_by_side)
        for person in form.persons:
            name = f"{person}.full_name" if person else "full_name"
            assert name in fields or person in prefixes


def test_every_form_has_a_golden_case_and_is_drawn_in_some_dossier() -> None:
    types = {form.type for form in load_forms()}
    read = {yaml.safe_load(file.read_text(encoding="utf-8"))["type"] for file in CASES.glob("*.yaml")}
    assert read == types
    brought = {name for papers in procedures() for name in papers}
    assert types - set(drawn_forms()) == set()
    assert {name for name in types - brought if not name.startswith("identity_card")} == set()


def test_versions_follow_each_other() -> None:
    for form in load_forms():
        for earlier, later in itertools.pairwise(form.versions):
            assert earlier.valid_to is not None and earlier.valid_to < later.valid_from


def test_kind_of_a_field_in_a_table() -> None:
    form = form_of("residence_change_ct01")
    assert form is not None
    assert form.kind_of("members.2.sex") == "sex" and form.kind_of("head.full_name") == "name"
    married = form_of("marriage_declaration")
    assert married is not None and married.kind_of("husband.residence") == "place"


def test_the_policy_names_known_kinds_and_sources() -> None:
    policy = load_policy()
    names = {name.rpartition(".")[2] for form in load_forms() for name in form.field_names()}
    assert set(policy.accept) <= set(KINDS) | names
    sources = {source for rules in policy.accept.values() for rule in rules for source in rule.sources}
    assert sources <= set(policy.captions)
