"""The indicators as operators see them agree with those that are computed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest

from app.desk.pages import words
from app.papers.days import today
from models.access import Role
from models.indicators import Case
from pipeline.reuse.answer import Reason
from tests.app.desk.kit import Served, Visitor

OFFICE = "H77.01"


@pytest.fixture(scope="module")
def desk(empty_desk: Served) -> Served:
    """Three dossiers of an office: one late, one with its result, one unfinished."""
    day = dt.timedelta(days=1)
    for number, (due, finished, result) in enumerate([(2, 3, False), (9, 3, True), (9, None, False)]):
        told = Case(
            code=f"{OFFICE}-261122-000{number}",
            agency=OFFICE,
            procedure="1.004222",
            received_on=today() - 12 * day,
            due_on=today() - 12 * day + due * day,
            finished_on=today() - 12 * day + finished * day if finished else None,
            needs_result=True,
            has_result=result,
        )
        empty_desk.records.tell_case(told, "client:h77")
    empty_desk.add_user("chi-so", Role.OPERATOR)
    return empty_desk


@pytest.fixture
def operator(desk: Served) -> Iterator[Visitor]:
    with desk.visitor() as visitor:
        yield visitor.sign_in("chi-so")


def test_pictures_and_csv_tell_the_same(operator: Visitor) -> None:
    rows = list(csv.DictReader(io.StringIO(operator.get("/reports/indicators/rates.csv?days=30").text)))
    mine = {row["name"]: row for row in rows if (row["by"], row["key"]) == ("office", OFFICE)}
    assert [mine[name]["percent"] for name in ("on_time", "e_result")] == ["33.33", "33.33"]
    assert (mine["people_spared"]["percent"], mine["people_spared"]["denominator"]) == ("", "0")
    for by in ("level", "office", "sector"):
        shown = operator.get(f"/reports/indicators?by={by}&days=30").text
        assert shown.count("<svg") == len(mine)
        assert all(row["formula"] in shown and row["version"] in shown for row in mine.values())
    assert "33,3 % (1/3)" in operator.get("/reports/indicators?by=office&days=30").text
    assert "<script>" not in shown


def test_the_portals_flags_are_there_without_anybodys_name(operator: Visitor) -> None:
    told = operator.get("/reports/indicators/portal.json?days=30").json()
    mine = [one for one in told if one["HoSo"]["MaHoSo"].startswith(OFFICE)]
    assert len(mine) == 3
    assert all(not one["HoSo"].get("ChuHoSo") for one in mine)


def test_whatever_would_lift_a_rate_has_words() -> None:
    for reason in (*Reason, "not_confirmed", "no_component", "no_result"):
        handled = reason in (Reason.DECLARED_ANEW, Reason.PAPER_HELD, Reason.DATA_HELD)
        assert handled or f"lift.{reason}" in words()
