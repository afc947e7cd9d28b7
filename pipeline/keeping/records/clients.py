"""Systems that may ask for reuse, with their secrets and tokens, of which only hashes are kept.

Secrets and tokens are 256 random bits: nobody guesses them, so a plain hash protects them (unlike passwords).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from models.errors import ClientExistsError, UnknownClientError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.rows import Client
from pipeline.keeping.tables_reuse import client_secrets, client_tokens, clients


class ClientRecords(Database):
    def add_client(self, client: Client, secret_sha256: str, by: str) -> None:
        """Errors: ClientExistsError."""
        row = {name: getattr(client, name) for name in Client.__dataclass_fields__}
        entry = AuditEntry(by, "client.add", subjects=(client.id,), details={"agency": client.agency})
        with self._writing() as connection:
            if not insert_new(connection, clients, [row | {"created_at": now()}]):
                raise ClientExistsError
            connection.execute(client_secrets.insert().values(_secret(client.id, secret_sha256)))
            append_audit(connection, [entry])

    def clients(self) -> list[Client]:
        """All of them by id, also those that may no longer ask."""
        with self._reading() as connection:
            return [_client(row) for row in connection.execute(select(clients).order_by(clients.c.id))]

    def add_client_secret(self, client_id: str, secret_sha256: str, old_until: dt.datetime, by: str) -> None:
        """A new secret; the ones before hold until `old_until`. Errors: UnknownClientError."""
        mine = client_secrets.c.client_id == client_id
        longer = or_(client_secrets.c.ends_at.is_(None), client_secrets.c.ends_at > old_until)
        with self._writing() as connection:
            if connection.execute(select(clients.c.id).where(clients.c.id == client_id)).first() is None:
                raise UnknownClientError
            connection.execute(update(client_secrets).where(mine, longer).values(ends_at=old_until))
            connection.execute(client_secrets.insert().values(_secret(client_id, secret_sha256)))
            append_audit(connection, [AuditEntry(by, "client.rotate", subjects=(client_id,))])

    def disable_client(self, client_id: str, by: str) -> None:
        """It gets nothing from now on, whatever token it has. Errors: UnknownClientError."""
        self._change_client(client_id, {"disabled_at": now()}, AuditEntry(by, "client.disable"))

    def block_client(self, client_id: str, until: dt.datetime, why: str) -> None:
        """It gets nothing for a while; the log tells why. Errors: UnknownClientError."""
        entry = AuditEntry("sohoa", "client.block", details={"why": why})
        self._change_client(client_id, {"blocked_until": until}, entry)

    def _change_client(self, client_id: str, values: dict[str, Any], entry: AuditEntry) -> None:
        with self._writing() as connection:
            if not connection.execute(
                update(clients).where(clients.c.id == client_id).values(values)
            ).rowcount:
                raise UnknownClientError
            told = AuditEntry(entry.who, entry.action, subjects=(client_id,), details=entry.details)
            append_audit(connection, [told])

    def client_of_secret(self, client_id: str, secret_sha256: str) -> Client | None:
        """The client, if the secret is one of its own and holds, and it may ask at all."""
        mine = (client_secrets.c.sha256 == secret_sha256) & (client_secrets.c.client_id == client_id)
        holds = or_(client_secrets.c.ends_at.is_(None), client_secrets.c.ends_at > now())
        return self._client_where(client_secrets, mine & holds)

    def client_of_token(self, token_sha256: str) -> Client | None:
        """The client that was given the token, if it may still ask."""
        mine = (client_tokens.c.sha256 == token_sha256) & (client_tokens.c.ends_at > now())
        return self._client_where(client_tokens, mine)

    def _client_where(self, table: Any, condition: ColumnElement[bool]) -> Client | None:
        found = select(clients).join(table, table.c.client_id == clients.c.id)
        with self._reading() as connection:
            row = connection.execute(found.where(condition, clients.c.disabled_at.is_(None))).first()
        return _client(row) if row else None

    def add_token(self, client_id: str, token_sha256: str, ends_at: dt.datetime) -> None:
        """Tokens that have ended go at the same time."""
        row = {"sha256": token_sha256, "client_id": client_id, "ends_at": ends_at}
        with self._writing() as connection:
            connection.execute(client_tokens.delete().where(client_tokens.c.ends_at <= now()))
            connection.execute(client_tokens.insert().values(row))
            append_audit(connection, [AuditEntry(f"client:{client_id}", "token.give")])


def _secret(client_id: str, sha256: str) -> dict[str, Any]:
    return {"sha256": sha256, "client_id": client_id, "created_at": now(), "ends_at": None}


def _client(row: Any) -> Client:
    return Client(**{name: row._mapping[name] for name in Client.__dataclass_fields__})
