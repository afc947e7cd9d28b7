"""Telling other systems what happened: signed messages (Standard Webhooks), tried again and again.

webhook-signature: v1,base64(HMAC-SHA256(secret, "id.timestamp.body")), one for each secret in force. The
receiver refuses what is older than five minutes and what it had before (app/api/client.py: Receiver).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json

import urllib3

from app.repeating import Repeated
from pipeline.keeping.records import Records
from pipeline.keeping.records.outbox import Message, Webhook

SECRET = "whsec_"
LOOK_SECONDS = 5.0
TIMEOUT_SECONDS = 10.0
# Seconds until the next try; after the last of them a message is given up.
PATIENCE = (10, 60, 300, 1800, 2 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)


def secret_of(key: bytes, webhook: Webhook, generation: int) -> str:
    """What the receiver checks signatures with; computed from the server's key, kept nowhere."""
    told = hmac.new(key, f"webhook\n{webhook.id}\n{generation}".encode(), hashlib.sha256).digest()
    return SECRET + base64.b64encode(told).decode()


def secrets_in_force(key: bytes, webhook: Webhook, at: dt.datetime) -> list[str]:
    """The newest, and the one before as long as it holds."""
    old = webhook.generation > 1 and webhook.old_until is not None and webhook.old_until > at
    generations = [webhook.generation, webhook.generation - 1] if old else [webhook.generation]
    return [secret_of(key, webhook, one) for one in generations]


def sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix(SECRET)), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def envelope(key: bytes, message: Message, at: dt.datetime) -> tuple[bytes, dict[str, str]]:
    """The body and headers as they go out at that time."""
    told = {"type": message.topic, "timestamp": message.at.isoformat(), "data": message.body}
    body, stamp = json.dumps(told, ensure_ascii=False).encode(), str(int(at.timestamp()))
    secrets = secrets_in_force(key, message.webhook, at)
    return body, {
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(sign(secret, message.id, stamp, body) for secret in secrets),
    }


def deliver_due(records: Records, key: bytes, http: urllib3.PoolManager) -> int:
    """Tell what is due; returns how many arrived. Errors: RecordsUnavailableError."""
    records.gather_changes()
    arrived = 0
    for message in records.take_messages():
        at = dt.datetime.now(dt.UTC)
        problem = _send(http, message, *envelope(key, message, at))
        if problem is None:
            records.message_arrived(message.id)
            arrived += 1
        else:
            records.message_failed(message.id, problem, _again(message.attempts, at))
    return arrived


def _again(attempts: int, at: dt.datetime) -> dt.datetime | None:
    return at + dt.timedelta(seconds=PATIENCE[attempts - 1]) if attempts <= len(PATIENCE) else None


def _send(http: urllib3.PoolManager, message: Message, body: bytes, headers: dict[str, str]) -> str | None:
    """Why it did not arrive, None where it did. Whoever sends us elsewhere was not told."""
    try:
        answer = http.request(
            *("POST", message.webhook.url),
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            timeout=TIMEOUT_SECONDS,
            preload_content=False,
        )
    except urllib3.exceptions.HTTPError as error:
        return type(error).__name__
    answer.close()
    return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"


def courier(records: Records, key: bytes) -> Repeated:
    """Tells by itself what is due."""
    http = urllib3.PoolManager()
    return Repeated(lambda: deliver_due(records, key, http), LOOK_SECONDS, TIMEOUT_SECONDS)
