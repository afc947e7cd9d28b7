"""Leaving strangers early may change nothing."""

from __future__ import annotations

from itertools import product

import pytest

from models.matching import load_matching
from models.register import Entry, entry_of
from pipeline.matching.normalise import read_person
from pipeline.matching.rate import Rater
from pipeline.matching.register import prepare
from pipeline.matching.score import Frequencies
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


@pytest.mark.parametrize(("changes", "held"), list(product(CHANGES, ("C1", "C2", "C3", "C4"))))
def test_who_is_left_early_has_too_few_bits(changes: dict[str, str], held: str) -> None:
    rater = Rater(MATCHING, Frequencies({("given", "minh"): 3}))
    asked = read_person(ASKED | changes)
    whole = rater.rate(asked, entry(held), -1000)
    assert whole is not None
    for least in (-20, 0, 12, 16, 28, 60):
        assert (rater.rate(asked, entry(held), least) is None) == (whole.bits.total < least)


def test_many_at_once_are_found_as_each_alone() -> None:
    together = FAMILY.find_all([read_person(ASKED | changes) for changes in CHANGES], "standard")
    assert together == [find(**changes) for changes in CHANGES]
    assert FAMILY.find_all([], "standard") == []
