"""Clients and exchanges in both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from models.errors import (
    AlreadyConfirmedError,
    ClientExistsError,
    KeyReusedError,
    UnknownClientError,
    UnknownExchangeError,
)
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client, Exchange, ExchangeItem

CLIENT = Client("h15", "Một cửa", "H15", procedures=("1.004222",))
EXCHANGE = Exchange(
    *("x1", "h15", "khóa 1", "a" * 64, "H15", "an", "1.004222", "H15-261122-0001", "cư trú"),
    citizens={"applicant": "VN1"},
)
NAME = ExchangeItem(
    *("field", "full_name", "OK", None, "VN1", "full_name", "d1", "full_name", 2),
)
LOGGED = AuditEntry("client:h15/an", "reuse.ask", subjects=("x1",))
SOON = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)


@pytest.fixture
def asked(records: Records) -> Records:
    records.add_client(CLIENT, "s1", "console")
    records.exchange_given(EXCHANGE, [NAME], LOGGED)
    return records


def test_a_client_is_known_by_its_secret_and_its_token(asked: Records) -> None:
    assert asked.clients() == [CLIENT]
    assert (asked.client_of_secret("h15", "s1"), asked.client_of_secret("h16", "s1")) == (CLIENT, None)
    asked.add_token("h15", "t1", SOON)
    assert (asked.client_of_token("t1"), asked.client_of_token("t2")) == ((CLIENT, 0), None)
    with pytest.raises(ClientExistsError):
        asked.add_client(CLIENT, "s2", "console")
    with pytest.raises(UnknownClientError):
        asked.disable_client("x", "console")
    with pytest.raises(UnknownClientError):
        asked.add_client_secret("x", "s3", SOON, "console")


def test_a_blocked_client_is_known_as_blocked(asked: Records) -> None:
    asked.block_client("h15", SOON, "guesses")
    [client] = asked.clients()
    assert client.blocked_until == SOON


def test_an_exchange_comes_back_as_it_was_given(asked: Records) -> None:
    assert asked.exchange("x1", "h15") == asked.exchange("x1") == (EXCHANGE, [NAME])
    for exchange_id, client_id in (("x1", "h16"), ("x2", "h15")):
        with pytest.raises(UnknownExchangeError):
            asked.exchange(exchange_id, client_id)


def test_the_same_request_again_has_the_items_of_the_last_answer(asked: Records) -> None:
    newer = dataclasses.replace(NAME, revision=3)
    asked.exchange_given(EXCHANGE, [newer], LOGGED)
    assert asked.exchange("x1")[1] == [newer]
    with pytest.raises(KeyReusedError):
        asked.exchange_given(dataclasses.replace(EXCHANGE, request_sha256="b" * 64), [NAME], LOGGED)
    assert len(asked.audit_lines("x1")) == 2


def test_what_was_confirmed_stays_as_it_was_confirmed(asked: Records) -> None:
    wrong = {
        "id": "c1",
        "citizen_id": "VN1",
        "attribute": "sex",
        "value": None,
        "reason": "",
        "asked_by": "an",
    }
    outcomes = {("field", "full_name"): "confirmed"}
    asked.exchange_confirmed("x1", "h15", outcomes, [wrong], LOGGED)
    exchange, items = asked.exchange("x1")
    assert exchange.confirmed_at is not None
    assert items == [dataclasses.replace(NAME, outcome="confirmed")]
    assert [ruling.correction_id for _, ruling in asked.waiting_corrections()] == ["c1"]
    with pytest.raises(AlreadyConfirmedError):
        asked.exchange_confirmed("x1", "h15", outcomes, [], LOGGED)
    with pytest.raises(UnknownExchangeError):
        asked.exchange_confirmed("x1", "h16", outcomes, [], LOGGED)
    asked.exchange_given(EXCHANGE, [dataclasses.replace(NAME, revision=9)], LOGGED)
    assert asked.exchange("x1")[1] == items
