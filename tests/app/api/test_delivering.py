"""Messages reach the systems that want them: signed, once, and in the end."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import urllib3
from sqlalchemy import update

from app.api.client import ForgedError, Receiver
from app.api.delivering import PATIENCE, deliver_due, envelope, secret_of, secrets_in_force
from models.errors import UnknownClientError, UnknownWebhookError
from pipeline.keeping.records import Records, changes
from pipeline.keeping.records.outbox import ALERTS, CHANGES, Message, Webhook, append_message
from pipeline.keeping.tables.outbox import outbox
from tests.app.api.conftest import Caller

KEY = b"k" * 32


class Listener(HTTPServer):
    """A system that is told; `answers`: the statuses it gives, one after the other, then 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/told"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        server.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        status = server.answers.pop(0) if server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", server.url)
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    yield records
    records.close()


def added(records: Records, url: str, topic: str = ALERTS, client: str | None = None) -> Webhook:
    webhook = Webhook("w1", url, (topic,), client)
    records.add_webhook(webhook, "console")
    return webhook


def deliver(records: Records) -> int:
    with urllib3.PoolManager() as http:
        return deliver_due(records, KEY, http)


def due_now(records: Records) -> None:
    with records._writing() as connection:
        connection.execute(update(outbox).values(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))


def test_a_message_arrives_once_and_says_who_sent_it(records: Records, listener: Listener) -> None:
    webhook = added(records, listener.url)
    records.tell(ALERTS, {"code": "E210", "pages": 3})
    records.tell(CHANGES, {"not": "for it"})
    assert (deliver(records), deliver(records)) == (1, 0)
    [(headers, body)] = listener.got
    receiver = Receiver([secret_of(KEY, webhook, 1)])
    told = receiver.open(headers, body)
    assert told is not None and (told["type"], told["data"]) == (ALERTS, {"code": "E210", "pages": 3})
    assert receiver.open(headers, body) is None  # recorded and sent again
    for forged in (body + b" ", body.replace(b"E210", b"E211")):
        with pytest.raises(ForgedError):
            receiver.open(headers, forged)
    with pytest.raises(ForgedError):
        Receiver([secret_of(KEY, webhook, 2)]).open(headers, body)
    with pytest.raises(ForgedError):
        receiver.open(headers | {"webhook-timestamp": "1"}, body)
    with pytest.raises(ForgedError):
        receiver.open({}, body)


def test_a_message_that_is_old_is_not_believed(records: Records) -> None:
    webhook = Webhook("w1", "http://x", (ALERTS,))
    message = Message("m", ALERTS, dt.datetime.now(dt.UTC), {}, 1, None, webhook)
    body, headers = envelope(KEY, message, dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6))
    with pytest.raises(ForgedError):
        Receiver([secret_of(KEY, webhook, 1)]).open(headers, body)


def test_what_is_undone_is_not_told(records: Records, listener: Listener) -> None:
    added(records, listener.url)
    with pytest.raises(ZeroDivisionError), records._writing() as connection:
        append_message(connection, ALERTS, {})
        raise ZeroDivisionError
    assert deliver(records) == 0


def test_it_is_tried_again_and_given_up_and_can_be_revived(records: Records, listener: Listener) -> None:
    webhook = added(records, listener.url)
    listener.answers = [500, 302, *[404] * (len(PATIENCE) - 1)]
    records.tell(ALERTS, {})
    for tries in range(1, len(PATIENCE) + 2):
        assert records.count_dead_messages() == 0
        assert deliver(records) == 0
        assert len(listener.got) == tries
        assert deliver(records) == 0 and len(listener.got) == tries  # it is not due yet
        if tries <= len(PATIENCE):
            due_now(records)
    [dead] = records.dead_messages()
    assert (dead.problem, dead.attempts) == ("HTTP 404", len(PATIENCE) + 1)
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 1
    assert records.revive_messages(webhook.id) == 1
    assert deliver(records) == 1
    assert records.dead_messages() == []


def test_nobody_listens(records: Records) -> None:
    added(records, "http://127.0.0.1:9/")
    records.tell(ALERTS, {})
    assert deliver(records) == 0
    with records._reading() as connection:
        assert connection.execute(outbox.select()).one().problem == "NewConnectionError"


def test_a_secret_is_changed_without_a_stop(records: Records, listener: Listener) -> None:
    webhook = added(records, listener.url)
    at = dt.datetime.now(dt.UTC)
    changed = records.rotate_webhook(webhook.id, at + dt.timedelta(hours=1), "console")
    old, new = (secret_of(KEY, webhook, number) for number in (1, 2))
    assert secrets_in_force(KEY, changed, at) == [new, old]
    assert secrets_in_force(KEY, changed, at + dt.timedelta(hours=2)) == [new]
    records.tell(ALERTS, {})
    deliver(records)
    for secret in (old, new):
        assert Receiver([secret]).open(*listener.got[0]) is not None


def test_who_is_removed_is_told_nothing(records: Records, listener: Listener) -> None:
    webhook = added(records, listener.url)
    records.tell(ALERTS, {})
    records.remove_webhook(webhook.id, "console")
    assert (deliver(records), records.webhooks()) == (0, [])
    for change in (
        records.remove_webhook,
        lambda one, by: records.rotate_webhook(one, dt.datetime.now(dt.UTC), by),
    ):
        with pytest.raises(UnknownWebhookError):
            change(webhook.id, "console")
    with pytest.raises(UnknownClientError):
        records.add_webhook(Webhook("w2", "http://x", (CHANGES,), "nobody"), "console")
    assert records.audit_flaws({}) == []


def test_a_system_is_told_what_changed_of_what_it_got(
    call: Caller, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "SETTLED", dt.timedelta(0))
    webhook = added(call.records, listener.url, CHANGES, "h15")
    given = call.ask().json()
    assert deliver(call.records) == 0
    call.records.restrict("VN1", reason="yêu cầu", who="an")
    listener.answers = [500] * (len(PATIENCE) + 1)
    for _ in listener.answers.copy():
        deliver(call.records)
        due_now(call.records)
    [dead] = call("GET", "/changes/undelivered").json()
    assert (dead["problem"], dead["attempts"]) == ("HTTP 500", len(PATIENCE) + 1)
    call.records.revive_messages(webhook.id)
    assert (deliver(call.records), deliver(call.records)) == (1, 0)
    told = Receiver([secret_of(KEY, webhook, 1)]).open(*listener.got[-1])
    assert told is not None
    items = told["data"]["items"]
    assert {one["why"] for one in items} == {"restricted"}
    assert {one["exchange_id"] for one in items} == {given["exchange_id"]}
    pulled = call("GET", "/changes").json()
    assert pulled["cursor"] == told["data"]["cursor"] and len(pulled["items"]) == len(items)
