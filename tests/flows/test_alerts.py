"""Operators are called once for what is wrong, and once when it is over."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.repeating import Repeated
from flows.alerts import find_alerts, look_for_alerts
from flows.health import Finding, Health
from models.regulations import Regulations
from pipeline.keeping.records import Records
from pipeline.keeping.records.outbox import ALERTS, CHANGES, Webhook

DISK = {"disk": "0.1 GB"}


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    yield records
    records.close()


def told(records: Records) -> list[str]:
    return sorted(f"{one.body['state']} {one.body['kind']}" for one in records.take_messages())


def broken() -> str:
    raise OSError


def test_an_alert_is_told_once_until_it_ends(records: Records) -> None:
    records.add_webhook(Webhook("w1", "http://127.0.0.1:9/", (ALERTS,)), "console")
    heard = []
    for found in (DISK, DISK, DISK | {"backlog": "49 h"}, {}, {}, DISK):
        records.tell_alerts(found)
        heard.append(told(records))
    ended = ["cleared backlog", "cleared disk"]
    assert heard == [["raised disk"], [], ["raised backlog"], ended, [], ["raised disk"]]


def test_what_calls_operators() -> None:
    regulations = Regulations(alert_backlog_hours=24, alert_failures=5)
    well, full = Finding("disk", True, "9 GB", 0.1), Finding("disk", False, "0.1 GB", 0.1)
    assert find_alerts(regulations, dt.timedelta(hours=24), 4, [well]) == {}
    assert find_alerts(regulations, dt.timedelta(hours=25), 5, [full]) == {
        "backlog": "25 h",
        "failures": "5",
        "disk": "0.1 GB",
    }


def test_where_nobody_is_to_be_called_nothing_is_looked_at(records: Records) -> None:
    asked: list[int] = []

    def count() -> str:
        asked.append(1)
        raise OSError

    look_for_alerts(records, Health({"disk": count}))
    records.add_webhook(Webhook("w1", "http://127.0.0.1:9/", (CHANGES,)), "console")
    look_for_alerts(records, Health({"disk": count}))
    assert asked == []
    records.add_webhook(Webhook("w2", "http://127.0.0.1:9/", (ALERTS,)), "console")
    look_for_alerts(records, Health({"disk": count}))
    assert told(records) == ["raised disk"]


def test_the_watch_looks_by_itself(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path / 'r.sqlite'}")
    records.migrate()
    records.add_webhook(Webhook("w1", "http://127.0.0.1:9/", (ALERTS,)), "console")
    health = Health({"objects": broken})
    watch = Repeated(lambda: look_for_alerts(records, health), 0.02)
    watch.start()
    deadline = time.monotonic() + 60
    while not (heard := told(records)) and time.monotonic() < deadline:
        time.sleep(0.02)
    watch.stop()
    records.close()
    assert heard == ["raised objects"]
