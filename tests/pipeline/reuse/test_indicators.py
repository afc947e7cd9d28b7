"""The indicators against figures computed by hand."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.indicators import Asked, Case, load_indicators
from pipeline.reuse.indicators import Group, compute, rate_rows, write_rates

RULES = load_indicators()
MAY = dt.date(2026, 5, 1)
LAST = dt.date(2026, 5, 31)


def day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def case(code: str, **told: Any) -> Case:
    return Case(code, "H15.102.07", MAY, "1.004222")._replace(**told)


def paper(state: str, outcome: str | None = None, citizen: str | None = "VN1", **more: Any) -> Asked:
    return Asked("paper", state, outcome=outcome, citizen_id=citizen, **more)


def field(outcome: str | None, reason: str | None = None, state: str = "OK") -> Asked:
    return Asked("field", state, reason, outcome)


def rates(cases: list[Case]) -> dict[str, tuple[int, int, Decimal | None]]:
    [group] = compute(cases, RULES, LAST)
    return {rate.name: (rate.numerator, rate.denominator, rate.percent) for rate in group.rates}


def test_nothing_is_none_and_not_zero() -> None:
    assert set(rates([]).values()) == {(0, 0, None)}


# Of seven dossiers due on the 10th: finished that day; a day late; a day late but two days were waited for
# the citizen; asked for more twice; unfinished; not yet due at the period's end; and one nobody gave a date.
ON_TIME = [
    case("1", due_on=day(10), finished_on=day(10)),
    case("2", due_on=day(10), finished_on=day(11)),
    case("3", due_on=day(10), finished_on=day(11), supplements=1, waited_days=2),
    case("4", due_on=day(10), finished_on=day(9), supplements=2),
    case("5", due_on=day(10)),
    case("6", due_on=dt.date(2026, 6, 10)),
    case("7"),
]


def test_on_time() -> None:
    assert rates(ON_TIME)["on_time"] == (3, 6, Decimal("50.00"))


# With a component: result needed and there; needed and missing; not needed. Without: result there.
DIGITISED = [
    case("1", has_component=True, needs_result=True, has_result=True),
    case("2", has_component=True, needs_result=True),
    case("3", has_component=True, needs_result=False),
    case("4", needs_result=True, has_result=True),
]


def test_results_and_components() -> None:
    counted = rates(DIGITISED)
    assert counted["e_result"] == (2, 3, Decimal("66.67"))
    assert counted["digitised"] == (2, 4, Decimal("50.00"))


# With a component: finished on the last day, with a result; finished a day later, with a result; unfinished.
# Without: finished, without a result; unfinished.
DASHBOARD = [
    case("1", has_component=True, finished_on=LAST, has_result=True),
    case("2", has_component=True, finished_on=dt.date(2026, 6, 1), has_result=True),
    case("3", has_component=True),
    case("4", finished_on=day(4)),
    case("5"),
]


def test_the_columns_of_a_dashboard() -> None:
    counted = rates(DASHBOARD)
    assert counted["scanned"] == (3, 5, Decimal("60.00"))
    assert counted["settled"] == (2, 5, Decimal("40.00"))
    assert counted["results"] == (1, 2, Decimal("50.00"))


def test_what_would_lift_a_rate_most() -> None:
    [group] = compute([*DIGITISED, case("5")], RULES, LAST)
    lifts = {rate.name: rate.lift for rate in group.rates}
    assert (lifts["digitised"], lifts["fields_spared"]) == (("no_component", 2), None)


REUSED = [
    case(
        "1",
        shared=True,
        asked=(
            paper("OK", "confirmed", pages=2),
            paper("OK", "confirmed", pages=1),
            paper("UNAVAILABLE", None, None),
            field("confirmed"),
            field("confirmed"),
            field("corrected"),
            field(None, "declared_anew", "UNAVAILABLE"),
        ),
    ),
    case(
        "2",
        population=True,
        asked=(
            paper("OK", "declined", "VN2"),
            paper("EXPIRED", None, "VN3", reason="no_longer_valid"),
            field(None, "unconfirmed", "NEEDS_REVIEW"),
            field(None, "unconfirmed", "NEEDS_REVIEW"),
        ),
    ),
    case("3"),
]


def test_reuse() -> None:
    counted = rates(REUSED)
    assert counted["reused"] == (1, 3, Decimal("33.33"))
    assert counted["shared"] == counted["population"] == (1, 3, Decimal("33.33"))
    assert counted["people_spared"] == (
        1,
        2,
        Decimal("50.00"),
    )  # VN1 yes, VN2 no
    assert counted["papers_spared"] == (2, 5, Decimal("40.00"))
    assert counted["fields_spared"] == (2, 6, Decimal("33.33"))


def test_what_is_saved() -> None:
    [group] = compute(REUSED, RULES, LAST)
    assert (group.pages_saved, group.minutes_saved) == (3, Decimal("5.00"))  # 2 fields * 0.25 + 3 pages * 1.5


def test_reasons_are_ranked() -> None:
    [group] = compute(REUSED, RULES, LAST)
    lifts = {rate.name: rate.lift for rate in group.rates}
    assert lifts["fields_spared"] == ("unconfirmed", 2)


def test_a_person_is_spared_only_where_every_paper_was_in_every_dossier() -> None:
    once, not_again = paper("OK", "confirmed"), paper("OK", None)
    assert rates([case("1", asked=(once,)), case("2", asked=(not_again,))])["people_spared"][:2] == (0, 1)


def test_groups_by_level_office_and_sector() -> None:
    cases = [
        case("1"),
        case("2", agency="H15"),
        case("3", agency="H15.102", procedure="1.001193"),
        case("4", procedure=None),
    ]
    groups = compute(cases, RULES, LAST, by=["level", "office", "sector"])
    assert {(group.by, group.key): group.dossiers for group in groups} == {
        ("", ""): 4,
        ("level", "Tỉnh"): 1,
        ("level", "Sở, ngành"): 1,
        ("level", "Xã"): 2,
        ("office", "H15"): 1,
        ("office", "H15.102"): 1,
        ("office", "H15.102.07"): 2,
        ("sector", "Cư trú"): 2,
        ("sector", "Hộ tịch"): 1,
        ("sector", "?"): 1,
    }


def total(groups: list[Group], by: str, name: str) -> tuple[int, int]:
    found = [rate for group in groups if group.by == by for rate in group.rates if rate.name == name]
    return sum(rate.numerator for rate in found), sum(rate.denominator for rate in found)


@given(st.lists(st.sampled_from([*ON_TIME, *DIGITISED, *DASHBOARD, *REUSED]), max_size=12), st.data())
def test_parts_add_up_to_the_whole(cases: list[Case], data: st.DataObject) -> None:
    cases = [one._replace(agency=data.draw(st.sampled_from(["H15", "H15.102", "G01"]))) for one in cases]
    groups = compute(cases, RULES, LAST, by=["office"])
    for name in set(RULES.indicators) - {"people_spared"}:  # somebody may have dossiers at two offices
        assert total(groups, "", name) == total(groups, "office", name)


@pytest.mark.parametrize(("share", "percent"), [((1, 3), "33.33"), ((2, 3), "66.67"), ((1, 8), "12.50")])
def test_rounding_is_half_up_to_two_decimals(share: tuple[int, int], percent: str) -> None:
    cases = [case(str(number), shared=number < share[0]) for number in range(share[1])]
    assert str(rates(cases)["shared"][2]) == percent


def test_a_row_shows_formula_and_version() -> None:
    groups = compute(REUSED, RULES, LAST)
    rows = rate_rows(groups, RULES)
    assert all(row["formula"] and row["source"] and row["version"] == RULES.version for row in rows)
    out = io.StringIO()
    write_rates(rows, out)
    assert len(out.getvalue().splitlines()) == len(rows) + 1
