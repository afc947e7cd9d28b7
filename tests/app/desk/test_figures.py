"""The figures of the reports, and their pictures."""

from __future__ import annotations

from xml.etree import ElementTree

from app.desk.figures import By, Figures, grouped, total
from app.desk.report_pictures import Bar, bars_across, quadrants
from app.desk.reports import QUADRANTS
from models.intervals import at_most
from pipeline.keeping.rows.desk import Backlog, Decided, Outcome, Verdict

BIRTH, DAY, OFFICE = "birth_certificate", "2026-11-22", "H15"
SVG = "{http://www.w3.org/2000/svg}"

DECIDED = [
    Decided(BIRTH, "sex", DAY, OFFICE, True, 90),
    Decided(BIRTH, "sex", DAY, OFFICE, False, 10),
    Decided(BIRTH, "full_name", DAY, "", False, 100),
]
VERDICTS = [
    Verdict(BIRTH, "sex", DAY, OFFICE, True, Outcome.RIGHT, True, True, 49, 49_000, 49),
    Verdict(BIRTH, "sex", DAY, OFFICE, True, Outcome.CORRECTED, True, True, 1, 3_000, 5),
    Verdict(BIRTH, "full_name", DAY, "", False, Outcome.RIGHT, True, False, 30, 60_000, 30),
    Verdict(BIRTH, "full_name", DAY, "", False, Outcome.CORRECTED, True, False, 10, 80_000, 100),
    Verdict(BIRTH, "full_name", DAY, "", False, Outcome.UNREADABLE, True, False, 2, 8_000, 2),
]
# One that somebody looked at again, and two that were changed in passing, not drawn: what it took counts.
VERDICTS += [
    Verdict(BIRTH, "sex", DAY, OFFICE, True, Outcome.CORRECTED, False, True, 1, 1_000, 1),
    Verdict(BIRTH, "sex", DAY, OFFICE, True, Outcome.CORRECTED, True, False, 2, 2_000, 2),
]
BACKLOG = [Backlog(BIRTH, DAY, OFFICE, 7)]


def test_the_four_quadrants_and_what_they_cost() -> None:
    whole = total(DECIDED, VERDICTS, BACKLOG)
    assert (whole.accepted_right, whole.accepted_wrong, whole.asked_right, whole.asked_wrong) == (
        49,
        1,
        30,
        10,
    )
    assert (whole.unreadable, whole.checks, whole.waiting) == (2, 95, 7)
    assert (whole.automation, whole.machine_right) == (90 / 200, 30 / 40)
    assert (whole.seconds_each, whole.keys_each) == (203 / 95, 189 / 95)
    low, high = whole.wrong_between
    assert high == at_most(1, 50, 0.975) and 0 < low < 1 / 50 < high


def test_each_way_of_grouping_counts_everything_once() -> None:
    assert set(grouped(By.FIELD, DECIDED, VERDICTS, BACKLOG)) == {(BIRTH, "sex"), (BIRTH, "full_name")}
    assert set(grouped(By.OFFICE, DECIDED, VERDICTS, BACKLOG)) == {("",), (OFFICE,)}
    for by in By:
        groups = grouped(by, DECIDED, VERDICTS, BACKLOG).values()
        assert sum(one.fields for one in groups) == 200 and sum(one.checks for one in groups) == 95
        assert sum(one.waiting for one in groups) == (0 if by is By.FIELD else 7)


def test_nothing_was_counted() -> None:
    nothing = Figures()
    assert (nothing.automation, nothing.seconds_each, nothing.keys_each, nothing.machine_right) == (None,) * 4
    assert nothing.wrong_between == (0.0, 1.0)


def test_pictures_say_in_words_what_they_show() -> None:
    drawn = quadrants(total(DECIDED, VERDICTS, BACKLOG), {name: f"<{name}>" for name in QUADRANTS})
    root = ElementTree.fromstring(drawn)
    told = root.findtext(f"{SVG}desc") or ""
    assert "<accepted_wrong>: 1 (0,05 – 10,65 %)" in told
    nothing = quadrants(Figures(), {name: f"<{name}>" for name in QUADRANTS})
    assert "%" not in nothing and nothing.count("&lt;none&gt;") == 4  # in words and in the picture
    drawn = bars_across([Bar("a" * 99, 0.5, "50 %"), Bar("b", 1.0, "100 %")], "Tỷ lệ")
    widths = [float(one.attrib["width"]) for one in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    assert widths[2] * 2 == widths[4] == widths[1]
