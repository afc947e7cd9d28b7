"""The driver below SQLAlchemy: both databases give and take the same."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator

import psycopg
import pytest

from pipeline.keeping.records import Records
from pipeline.keeping.records.driver import Statement, marks, moment, unpacked

COUNT = Statement("SELECT subject, number FROM audit_subjects ORDER BY subject")
LINE = Statement(
    "INSERT INTO audit_lines (number, at, who, action, purpose, subjects, details, previous_sha256, sha256) "
    "VALUES (1, '2026-05-17 08:00:00', '', '', '', '[]', '{}', '', '')"
)
ROWS = [("Nguyễn \"Mẫu\" 'x' %s ?", 1), ("b", 1)]


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    yield records
    records.close()


def test_rows_come_back_as_they_went_in(records: Records) -> None:
    with records._driving() as driver:
        add = driver.adding("audit_subjects", ("subject", "number"), ROWS)
        driver.ask(*driver.begin_writing(), LINE, add)
        driver.ask(*driver.end_writing())
        found, [at] = driver.ask(COUNT, Statement("SELECT at FROM audit_lines"))
    assert [tuple(row) for row in found] == sorted(ROWS)
    assert moment(at[0]) == dt.datetime(2026, 5, 17, 8, tzinfo=dt.UTC)


def test_what_is_not_ended_is_undone(records: Records) -> None:
    with records._driving() as driver:
        driver.ask(*driver.begin_writing(), LINE)
    with records._driving() as driver:
        assert driver.ask(Statement("SELECT 1 FROM audit_lines")) == [[]]


def test_lists_in_one_statement_are_told_as_one_value_each(records: Records) -> None:
    with records._driving() as driver:
        add = driver.adding("audit_subjects", ("subject", "number"), ROWS)
        driver.ask(*driver.begin_writing(), LINE, add, *driver.end_writing())
        listed = driver.listed("subject, number, number > 7", "FROM audit_subjects WHERE number = ?")
        [[[found, nothing]]] = driver.ask(Statement(f"SELECT {listed}, {listed}", (1, 2)))
    assert sorted(unpacked(found)) == sorted([[*row, False] for row in ROWS])
    assert unpacked(nothing) == []


def test_lists_have_few_lengths() -> None:
    assert [len(marks([1] * length)[1]) for length in range(10)] == [1, 1, 2, 4, 4, 8, 8, 8, 8, 16]
    assert marks("abc") == ("(?, ?, ?, ?)", ["a", "b", "c", None])


def test_what_is_joined_is_written_whole_or_not_at_all(records: Records) -> None:
    again = Statement("INSERT INTO audit_head (id, number, sha256) SELECT id, number, sha256 FROM audit_head")
    with records._driving() as driver:
        add = driver.adding("audit_subjects", ("subject", "number"), ROWS)
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            driver.write(LINE, again)
    with records._driving() as driver:
        driver.write(LINE, add)
        assert [len(rows) for rows in driver.ask(COUNT)] == [len(ROWS)]
