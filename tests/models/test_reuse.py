from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from models.forms import form_of
from models.reuse import ReusePolicy, load_reuse_policy

POLICY = load_reuse_policy()


def test_every_field_named_is_one_of_its_form() -> None:
    for document_type, paper in POLICY.papers.items():
        form = form_of(document_type)
        assert form is not None
        names = set(form.field_names())
        told = {
            field
            for role, says in paper.people.items()
            for field in says.fields(role.replace("*", "N")).values()
        }
        told |= {field for field in (paper.issued_on, paper.issuer) if field}
        assert told <= names | {"place_of_origin", "place_of_birth_registration"}, document_type
        for rule in POLICY.validity:
            if document_type in rule.papers:
                assert {field for field in (rule.until, rule.scope) if field} <= names


def test_an_attribute_is_of_the_kind_of_its_fields() -> None:
    for document_type, paper in POLICY.papers.items():
        form = form_of(document_type)
        assert form is not None
        for role, says in paper.people.items():
            for attribute, field in says.fields(role.replace("*", "1")).items():
                if field in form.field_names():
                    assert POLICY.attributes[attribute].kind == form.kind_of(field), (
                        document_type,
                        attribute,
                    )


def test_rules_name_papers_that_are_known() -> None:
    named = {name for rule in POLICY.precedence for name in rule.order}
    named |= {name for rule in POLICY.validity for name in rule.papers}
    assert named <= POLICY.papers.keys()


def test_rules_hold_from_their_first_day_to_their_last() -> None:
    first = POLICY.precedence[0].valid_from
    assert POLICY.order(first)[0] == "birth_certificate"
    assert POLICY.order(first - dt.timedelta(1)) == ()


def test_the_table_of_members_has_rows() -> None:
    paper = POLICY.papers["residence_change_ct01"]
    assert paper.says_of("members.12").fields("members.12")["sex"] == "members.12.sex"
    assert paper.says_of("members.x").own == paper.says_of("nobody").own == ()


def test_a_policy_that_names_what_is_not_there_is_refused() -> None:
    told = POLICY.model_dump()
    with pytest.raises(ValidationError):
        ReusePolicy.model_validate({**told, "given_from": "nonsense"})
    told["papers"]["birth_certificate"]["people"][""]["own"] = ["nonsense"]
    with pytest.raises(ValidationError):
        ReusePolicy.model_validate(told)
