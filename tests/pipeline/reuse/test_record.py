"""What holds of a citizen, by golden cases; and what must hold of every record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from models.reuse import load_reuse_policy
from models.source_form import SOURCE_FORM
from pipeline.reuse.record import Record, State, compute_record
from pipeline.reuse.statements import MACHINE_READ, add_months
from tests.pipeline.reuse.holding import held

POLICY = load_reuse_policy()
TODAY = dt.date(2026, 11, 22)
CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("record.yaml").read_text(encoding="utf-8"))


def record_of(case: dict[str, Any]) -> Record:
    on = case.get("day", TODAY)
    return compute_record(held(*case["papers"], rulings=case.get("rulings")), POLICY, on)


def states_of(case: dict[str, Any]) -> dict[str, State]:
    return {name: one.state for name, one in record_of(case).attributes.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_holds(case: dict[str, Any]) -> None:
    record = record_of(case)
    for name, (state, value) in case["expect"].items():
        attribute = record.attributes[name]
        assert (attribute.state, attribute.holds.value if attribute.holds else None) == (state, str(value))
    assert not record.attributes.keys() & set(case.get("absent", ()))
    if "states" in case:
        assert [state for _, state in record.papers] == case["states"]


def test_every_value_names_its_place_on_the_paper() -> None:
    record = record_of(CASES[0])
    holds = record.attributes["full_name"].holds
    assert holds is not None and holds.paper is not None
    assert (holds.paper.document_id, holds.field, holds.page, holds.box) == (
        "d2",
        "full_name",
        1,
        (10, 20, 30, 40),
    )
    assert (holds.paper.issued_on, holds.trust, holds.verified_by) == ("1990-06-01", "evidence_checked", None)
    assert [one.value for one in record.attributes["full_name"].history] == ["Trần Văn Mẫu"]


def test_what_contradicts_is_named() -> None:
    against = record_of(CASES[1]).attributes["date_of_birth"].against
    assert [(one.value, one.paper.document_type if one.paper else "") for one in against] == [
        ("1990-05-18", "identity_card_2024")
    ]


@given(st.permutations(range(4)), st.sampled_from(CASES))
def test_the_order_in_which_papers_came_in_does_not_count(order: list[int], case: dict[str, Any]) -> None:
    papers = case["papers"]
    mixed = [papers[at] for at in order if at < len(papers)]
    states = {name: one.state for name, one in record_of(case).attributes.items()}
    assert {
        name: one.state for name, one in record_of({**case, "papers": mixed}).attributes.items()
    } == states


@settings(max_examples=300)
@given(st.sampled_from(CASES), st.sets(st.sampled_from(sorted(POLICY.attributes)), max_size=2), st.data())
def test_what_is_not_wanted_changes_nothing_in_what_is(
    case: dict[str, Any], wanted: set[str], drawn: st.DataObject
) -> None:
    withheld = drawn.draw(st.sets(st.sampled_from(sorted(POLICY.attributes)), max_size=2))
    told = held(*case["papers"], rulings=case.get("rulings"))._replace(withheld=frozenset(withheld))
    on = case.get("day", TODAY)
    whole, part = compute_record(told, POLICY, on), compute_record(told, POLICY, on, wanted)
    assert part.attributes == {name: one for name, one in whole.attributes.items() if name in wanted}
    assert (part.papers, part.withheld_papers) == (whole.papers, whole.withheld_papers)


@given(st.sampled_from(CASES))
def test_nothing_that_only_a_machine_read_is_ok(case: dict[str, Any]) -> None:
    for one in record_of(case).attributes.values():
        assert one.state is not State.OK or (one.holds is not None and one.holds.trust != MACHINE_READ)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 240))
def test_months_later_is_the_same_day_or_the_last(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("said", "trust"),
    [
        (["Bản sao điện tử có chứng thực", "an"], "e_certified"),
        (["Bản sao điện tử cấp từ sổ gốc", "an"], "e_result_signed"),
        ("Bản sao điện tử có chứng thực", "evidence_checked"),
        (["Bản sao điện tử có chứng thực"], "evidence_checked"),
        (["Bản chính", "an"], "evidence_checked"),
    ],
)
def test_an_electronic_certified_copy_is_one_where_a_clerk_says_so(said: object, trust: str) -> None:
    fields = {"full_name": "Lê Thị Mẫu", "registered_on": "1990-06-01", SOURCE_FORM: said}
    record = record_of({"papers": [{"type": "birth_certificate", "fields": fields}]})
    holds = record.attributes["full_name"].holds
    assert holds is not None and holds.trust == trust
