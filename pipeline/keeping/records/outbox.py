"""What is told to other systems by itself: written in the transaction of what happened, so that neither is
there without the other, and told until it arrived or was given up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select, update

from models.errors import UnknownClientError, UnknownWebhookError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.changes import FIRST, ChangeRecords
from pipeline.keeping.records.database import now
from pipeline.keeping.tables.outbox import outbox, webhooks
from pipeline.keeping.tables.reuse import clients

CHANGES, ALERTS = "changes", "alerts"
TOPICS = (CHANGES, ALERTS)
LEASE = dt.timedelta(minutes=2)  # whoever took a message and died loses it after that
MOST = 50


class Webhook(NamedTuple):
    """An address that is told. `client_id`: whose changes; `generation`: of its secret, the one before holds
    until `old_until`."""

    id: str
    url: str
    topics: tuple[str, ...]
    client_id: str | None = None
    generation: int = 1
    old_until: dt.datetime | None = None


class Message(NamedTuple):
    """What is to be told; `body`: ids, codes and counts, never a value. `attempts`: how often it was tried;
    `problem`: why it did not arrive the last time."""

    id: str
    topic: str
    at: dt.datetime
    body: Mapping[str, Any]
    attempts: int
    problem: str | None
    webhook: Webhook


_HOLDS = webhooks.c.removed_at.is_(None)
_WAITS = outbox.c.delivered_at.is_(None) & outbox.c.dead_at.is_(None)
_DEAD = outbox.c.dead_at.is_not(None)


class OutboxRecords(ChangeRecords):
    def add_webhook(self, webhook: Webhook, by: str) -> None:
        """It is told what happens from now on. Errors: UnknownClientError."""
        row = webhook._asdict() | {"created_at": now(), "told_until": now()}
        entry = AuditEntry(by, "webhook.add", subjects=(webhook.id,), details={"url": webhook.url})
        with self._writing() as connection:
            whose = select(clients.c.id).where(clients.c.id == webhook.client_id)
            if webhook.client_id is not None and connection.execute(whose).first() is None:
                raise UnknownClientError
            connection.execute(webhooks.insert().values(row))
            append_audit(connection, [entry])

    def webhooks(self) -> list[Webhook]:
        with self._reading() as connection:
            found = connection.execute(select(webhooks).where(_HOLDS).order_by(webhooks.c.created_at))
            return [_webhook(row) for row in found]

    def rotate_webhook(self, webhook_id: str, old_until: dt.datetime, by: str) -> Webhook:
        """A new secret; until then what is told is signed with the one before too.
        Errors: UnknownWebhookError."""
        values = {"generation": webhooks.c.generation + 1, "old_until": old_until}
        return self._change_webhook(webhook_id, values, AuditEntry(by, "webhook.rotate"))

    def remove_webhook(self, webhook_id: str, by: str) -> None:
        """It is told nothing more, not even what waits. Errors: UnknownWebhookError."""
        self._change_webhook(webhook_id, {"removed_at": now()}, AuditEntry(by, "webhook.remove"))

    def _change_webhook(self, webhook_id: str, values: Mapping[str, Any], entry: AuditEntry) -> Webhook:
        with self._writing() as connection:
            change = update(webhooks).where(webhooks.c.id == webhook_id, _HOLDS).values(values)
            row = connection.execute(change.returning(webhooks)).first()
            if row is None:
                raise UnknownWebhookError
            append_audit(connection, [AuditEntry(entry.who, entry.action, subjects=(webhook_id,))])
        return _webhook(row)

    def tell(self, topic: str, body: Mapping[str, Any]) -> None:
        """Let all who want to know of the topic be told; `body`: ids, codes and counts, never a value."""
        with self._writing() as connection:
            append_message(connection, topic, body)

    def gather_changes(self) -> int:
        """Put into the outbox what happened to what clients were given and was not told yet; returns for how
        many. What happened is the change itself, kept with its time: nothing can be missed in between."""
        told = 0
        for webhook in self.webhooks():
            if CHANGES in webhook.topics and webhook.client_id is not None:
                told += self._gather(webhook, webhook.client_id)
        return told

    def _gather(self, webhook: Webhook, client_id: str) -> bool:
        mine = webhooks.c.id == webhook.id
        with self._reading() as connection:
            after = connection.execute(select(webhooks.c.told_until).where(mine)).scalar_one()
        found = self.changes(client_id, after)
        if not found:
            return False
        items = [one._asdict() | {"at": one.at.isoformat()} for one in found]
        cursor = str((found[-1].at - FIRST) // dt.timedelta(microseconds=1))
        with self._writing() as connection:
            still = (webhooks.c.told_until == after) & _HOLDS  # another process may have been faster
            moved = update(webhooks).where(mine, still).values(told_until=found[-1].at)
            if not connection.execute(moved).rowcount:
                return False
            _append(connection, webhook.id, CHANGES, {"cursor": cursor, "items": items})
        return True

    def take_messages(self, most: int = MOST) -> list[Message]:
        """Those that are due, the longest waiting first; nobody else gets them for a while."""
        due = select(outbox.c.id).where(_WAITS, outbox.c.due_at <= now()).order_by(outbox.c.due_at)
        with self._writing() as connection:
            ids = connection.scalars(due.limit(most).with_for_update(skip_locked=True)).all()
            mine = outbox.c.id.in_(ids)
            taken = {"due_at": now() + LEASE, "attempts": outbox.c.attempts + 1}
            connection.execute(update(outbox).where(mine).values(taken))
            found = connection.execute(_messages().where(mine, _HOLDS).order_by(outbox.c.at)).all()
        return [_message(row) for row in found]

    def message_arrived(self, message_id: str) -> None:
        self._end(message_id, {"delivered_at": now(), "problem": None})

    def message_failed(self, message_id: str, problem: str, again_at: dt.datetime | None) -> None:
        """It is tried again then; None: it is given up."""
        again = {"due_at": again_at} if again_at else {"dead_at": now()}
        self._end(message_id, {"problem": problem, **again})

    def _end(self, message_id: str, values: Mapping[str, Any]) -> None:
        with self._writing() as connection:
            connection.execute(update(outbox).where(outbox.c.id == message_id).values(values))

    def dead_messages(self, client_id: str | None = None) -> list[Message]:
        """Those that were given up, the oldest first; of one client its own."""
        wanted = _messages().where(_DEAD, _HOLDS).order_by(outbox.c.at)
        if client_id is not None:
            wanted = wanted.where(webhooks.c.client_id == client_id)
        with self._reading() as connection:
            return [_message(row) for row in connection.execute(wanted)]

    def count_dead_messages(self) -> int:
        with self._reading() as connection:
            both = outbox.join(webhooks, webhooks.c.id == outbox.c.webhook_id)
            wanted = select(func.count()).select_from(both).where(_DEAD, _HOLDS)
            return int(connection.execute(wanted).scalar_one())

    def revive_messages(self, webhook_id: str) -> int:
        """Try again what was given up; returns how many."""
        mine = (outbox.c.webhook_id == webhook_id) & _DEAD
        again = {"dead_at": None, "attempts": 0, "due_at": now()}
        with self._writing() as connection:
            return connection.execute(update(outbox).where(mine).values(again)).rowcount


def append_message(connection: Connection, topic: str, body: Mapping[str, Any]) -> None:
    """The same as `tell` within a transaction of the records."""
    for row in connection.execute(select(webhooks).where(_HOLDS)).all():
        if topic in row.topics:
            _append(connection, row.id, topic, body)


def _append(connection: Connection, webhook_id: str, topic: str, body: Mapping[str, Any]) -> None:
    row = {"id": uuid.uuid4().hex, "webhook_id": webhook_id, "topic": topic, "body": dict(body)}
    connection.execute(outbox.insert().values(row | {"at": now(), "attempts": 0, "due_at": now()}))


def _messages() -> Select[Any]:
    columns = (outbox.c.id, outbox.c.topic, outbox.c.at, outbox.c.body, outbox.c.attempts, outbox.c.problem)
    of_webhook = [webhooks.c[name].label(f"webhook_{name}") for name in Webhook._fields]
    return select(*columns, *of_webhook).join(webhooks, webhooks.c.id == outbox.c.webhook_id)


def _message(row: Sequence[Any]) -> Message:
    told = (*row[:6], Webhook(*row[6:]))
    return Message._make(told)


def _webhook(row: Any) -> Webhook:
    return Webhook(*(row._mapping[name] for name in Webhook._fields))
