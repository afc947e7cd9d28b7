"""What was given and no longer holds, in both databases."""

from __future__ import annotations

import datetime as dt

import pytest

from models.dossier import Match, MatchDecision
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records, changes
from pipeline.keeping.rows.reuse import Client, Exchange, ExchangeItem
from tests.pipeline.keeping.records.making import document, field, kept, read_scan

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LOGGED = AuditEntry("client:h15", "reuse.ask")


@pytest.fixture
def given(records: Records, monkeypatch: pytest.MonkeyPatch) -> Records:
    """A name was given to client h15, and another's to h16."""
    monkeypatch.setattr(changes, "SETTLED", dt.timedelta(0))
    read_scan(records)
    one = document(field("full_name", "Trần Văn Mẫu", decision="accepted"))
    match = Match(role="", decision=MatchDecision.MATCH, citizen_id="VN1")
    records.documents_kept("a" * 64, [kept(one.model_copy(update={"matches": (match,)}))])
    for client, citizen in (("h15", "VN1"), ("h16", "VN2")):
        records.add_client(Client(client, client, "H15"), client, "console")
        told = (f"x-{client}", client, None, "0", "H15", "an", "1.004222", "H15-261122-0001", "cư trú")
        item = ExchangeItem("field", "full_name", "OK", None, citizen, "full_name", "d1", "full_name", 1)
        records.exchange_given(Exchange(*told, citizens={"applicant": citizen}), [item], LOGGED)
    return records


def whys(records: Records, client: str = "h15", after: dt.datetime = LONG_AGO) -> list[str]:
    return [one.why for one in records.changes(client, after)]


def test_nothing_happened(given: Records) -> None:
    assert whys(given) == []


def test_each_thing_that_can_happen(given: Records) -> None:
    correction = given.ask_correction("VN1", "full_name", "Trần Văn Mậu", reason="", asked_by="client:h15")
    given.decide_correction(correction, accepted=True, who="an")
    given.restrict("VN1", reason="", who="an")
    given.lift_restrictions("VN1", who="an")
    given.correct_field("d1", "full_name", "Trần Văn Mậu", "an")
    given.nobody_matches("d1", "", "an")
    happened = [
        "correction_asked",
        "correction_decided",
        "restricted",
        "lifted",
        "decided_anew",
        "other_person",
    ]
    assert whys(given) == happened
    assert whys(given, "h16") == ["decided_anew"]  # the same paper, about somebody else
    found = given.changes("h15", LONG_AGO)
    assert whys(given, after=found[3].at) == happened[4:]
    assert [one.why for one in given.changes("h15", LONG_AGO, most=2)] == happened[:2]


def test_what_happened_before_it_was_given_is_no_news(given: Records) -> None:
    given.restrict("VN3", reason="", who="an")
    item = ExchangeItem("field", "full_name", "OK", None, "VN3", "full_name", "d1", "full_name", 1)
    told = ("x3", "h15", None, "0", "H15", "an", "1.004222", "H15-261122-0001", "cư trú")
    given.exchange_given(Exchange(*told, citizens={}), [item], LOGGED)
    assert whys(given) == []


def test_the_last_seconds_come_next_time(given: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "SETTLED", dt.timedelta(hours=1))
    given.restrict("VN1", reason="", who="an")
    assert whys(given) == []
