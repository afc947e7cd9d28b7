"""Leaving strangers early may change nothing."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.matching import load_matching
from models.register import Entry, entry_of
from pipeline.matching.normalise import read_person
from pipeline.matching.person import Person
from pipeline.matching.rate import Rated, Rater
from pipeline.matching.register import prepare
from pipeline.matching.score import Bits, Frequencies
from pipeline.matching.vetoes import Case, vetoes_of
from tests.pipeline.matching.test_find import ASKED, FAMILY, FATHER, LINH, MINH, OTHER, find

CHANGES = (
    {"full_name": "Minh Mỹ Trịnh"},
    {"date_of_birth": "1990"},
    {"date_of_birth": "01/02/1960", "full_name": "Trịnh Văn Thử"},
    {"personal_id": "024060001111", "phone": "0900000001"},
    {"personal_id": "", "father_full_name": "", "mother_full_name": ""},
    {"full_name": "Lê Thị Minh", "residence": "", "place_of_origin": str(LINH.place_of_origin)},
)
MATCHING = load_matching()


def entry(told: str) -> Entry:
    [citizen] = [one for one in (LINH, MINH, FATHER, OTHER) if one.citizen_id == told]
    prepared = prepare(citizen, MATCHING)
    return entry_of(1, citizen, prepared.residence, prepared.units)


RATER = Rater(MATCHING, Frequencies({("given", "minh"): 3}))
NUMBERS = ("number", "old_number", "passport")


def whole(asked: Person, held: Entry, least: float) -> Rated | None:
    near = RATER.rate(asked, held, least)
    return RATER.with_places(asked, near, least) if near else None


@pytest.mark.parametrize(("changes", "held"), list(product(CHANGES, ("C1", "C2", "C3", "C4"))))
def test_who_is_left_early_has_too_few_bits(changes: dict[str, str], held: str) -> None:
    asked = read_person(ASKED | changes)
    compared = whole(asked, entry(held), -1000)
    assert compared is not None
    for least in (-20, 0, 12, 16, 28, 60):
        assert (whole(asked, entry(held), least) is None) == (compared.bits.total < least)


def levels(*fields: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {}, optional={field: st.sampled_from([*MATCHING.weights[field]]) for field in fields}
    )


@given(
    levels(*MATCHING.weights),
    st.sampled_from(NUMBERS),
    st.sampled_from(("exact", "folded")),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_veto_asks_where_somebody_lives_who_has_number_name_and_birth_date(
    told: dict[str, str], number: str, name: str, real: bool, other: bool, misread: bool, strict: bool
) -> None:
    told |= {number: "equal", "given": name, "birth_date": "equal"}
    bare = {field: level for field, level in told.items() if field not in ("residence", "home")}
    doubts = {"other_real_name": real, "other_reading": other, "misread_number": misread}
    without, among = (vetoes_of(Case.of(some, **doubts), strict=strict) for some in (bare, told))
    assert set(among) <= set(without)


@given(levels("number", "old_number", "given", "birth_date"), st.floats(-40, 60), st.floats(-20, 40))
def test_who_is_sure_keeps_the_bits_wherever_they_live(
    told: dict[str, str], individual: float, household: float
) -> None:
    held = entry("C1")
    rated = Rated(held, read_person(ASKED), told, Bits({}, individual, household))
    if not RATER.is_sure(rated, 28):
        return
    assert told["given"] in ("exact", "folded") and told["birth_date"] == "equal"
    assert "equal" in (told.get("number"), told.get("old_number"))
    for residence, home in product(MATCHING.weights["residence"].values(), MATCHING.weights["home"].values()):
        assert individual + min(household + residence + home, MATCHING.household_most) >= 28 - 1e-9


def test_many_at_once_are_found_as_each_alone() -> None:
    together = FAMILY.find_all([read_person(ASKED | changes) for changes in CHANGES], "standard")
    assert together == [find(**changes) for changes in CHANGES]
    assert FAMILY.find_all([], "standard") == []


@pytest.mark.parametrize("profile", ["standard", "strict"])
def test_what_is_decided_does_not_hang_on_whether_it_is_explained(profile: str) -> None:
    people = [ASKED, *(ASKED | changes for changes in CHANGES)]
    told, silent = (
        FAMILY.find_all(map(read_person, people), profile, explained=explained) for explained in (True, False)
    )
    assert [(one.decision, one.citizens) for one in silent] == [(one.decision, one.citizens) for one in told]
    assert "residence" in told[0].candidates[0].levels
    assert "residence" not in silent[0].candidates[0].levels
