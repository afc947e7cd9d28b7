import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identity import parse_personal_number
from samples.people import FEMALE, FIRST_SERIAL, MALE, Family, draw_family, draw_stranger, personal_number
from samples.places import TWO_LEVELS, Commune, communes

families = st.integers(0, 10_000).map(lambda seed: draw_family(random.Random(seed)))


@pytest.mark.parametrize(
    ("code", "sex", "year", "start"),
    [("036", MALE, 1985, "036085"), ("001", FEMALE, 1999, "001199"), ("079", FEMALE, 2019, "079319")],
)
def test_number_tells_province_sex_and_year(code: str, sex: str, year: int, start: str) -> None:
    assert personal_number(random.Random(1), code, sex, year).startswith(start)


@given(families)
def test_numbers_agree_with_their_holders(family: Family) -> None:
    for person in family.members:
        number = parse_personal_number(person.personal_id)
        assert number is not None and number.province is not None
        assert (number.sex, number.birth_year) == (person.sex, person.born.year)
        assert person.origin.code == person.personal_id[:3]
        assert int(person.personal_id[6:]) >= FIRST_SERIAL
        assert person.old_id is None or (len(person.old_id) == 9 and person.old_id.isdigit())


@given(families)
def test_families_are_possible(family: Family) -> None:
    names = [person.full_name for person in family.members]
    for child in family.children:
        assert child.full_name.split()[0] == family.father.full_name.split()[0]
        assert 18 <= child.born.year - family.mother.born.year <= 60
        assert (child.father, child.mother) == (family.father.full_name, family.mother.full_name)
    assert len({person.personal_id for person in family.members}) == len(names)
    children = [child.full_name for child in family.children]
    assert len(set(children)) == len(children)


@given(families)
def test_stranger_shares_the_name_alone(family: Family) -> None:
    stranger = draw_stranger(random.Random(3), family.mother)
    assert (stranger.full_name, stranger.sex) == (family.mother.full_name, FEMALE)
    assert stranger.born.year != family.mother.born.year
    assert stranger.origin.code != family.mother.origin.code


@pytest.mark.parametrize("commune", communes()[::400])
def test_district_goes_on_the_day_of_the_reform(commune: Commune) -> None:
    before = commune.written(TWO_LEVELS - dt.timedelta(days=1))
    after = commune.written(TWO_LEVELS)
    assert before.count(",") == 2 and commune.district in before
    assert after.count(",") == 1 and commune.district not in after
