from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, func, select

from pipeline.keeping.columns import FilePath, Listing, Name, PlainText, Time


class Colour(StrEnum):
    RED = "red"


TABLE = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", PlainText),
    Column("name", Name(Colour)),
    Column("path", FilePath),
    Column("at", Time),
    Column("listing", Listing),
)
on_each_database = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def engine(records_url: str) -> Iterator[Engine]:
    engine = create_engine(records_url)
    TABLE.metadata.create_all(engine)
    yield engine
    engine.dispose()


def round_trip(engine: Engine, column: str, value: Any) -> Any:
    with engine.begin() as connection:
        connection.execute(TABLE.delete())
        connection.execute(TABLE.insert().values({column: value}))
        return connection.execute(select(TABLE.c[column])).scalar_one()


@on_each_database
@given(text=st.text())
def test_any_text_can_be_kept_and_found(engine: Engine, text: str) -> None:
    back = round_trip(engine, "text", text)
    assert len(back) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, back, strict=True))
    with engine.begin() as connection:
        assert connection.execute(select(func.count()).where(TABLE.c.text == text)).scalar_one() == 1


@on_each_database
@given(moment=st.datetimes(dt.datetime(1900, 1, 2), timezones=st.timezones()))
def test_a_moment_comes_back_in_utc(engine: Engine, moment: dt.datetime) -> None:
    try:
        as_utc = moment.astimezone(dt.UTC)
    except OverflowError:
        return
    back = round_trip(engine, "at", moment)
    assert back == as_utc
    assert back.tzinfo is dt.UTC


@on_each_database
@given(name=st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_a_path_comes_back_byte_by_byte(engine: Engine, name: bytes) -> None:
    path = Path(name.decode("utf-8", "surrogateescape"))
    assert round_trip(engine, "path", path) == path


@pytest.mark.parametrize("column", ["text", "name", "path", "at", "listing"])
def test_nothing_stays_nothing(engine: Engine, column: str) -> None:
    assert round_trip(engine, column, None) is None
    with engine.begin() as connection:
        assert connection.execute(select(func.count()).where(TABLE.c[column].is_(None))).scalar_one() == 1


def test_names_and_listings_come_back_as_they_were(engine: Engine) -> None:
    assert round_trip(engine, "name", Colour.RED) is Colour.RED
    assert round_trip(engine, "listing", (1, 2.5, "ă\x00")) == (1, 2.5, "ă\x00")
