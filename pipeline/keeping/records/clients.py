"""Systems that may ask for reuse, with their secrets and tokens, of which only hashes are kept.

Secrets and tokens are 256 random bits: nobody guesses them, so a plain hash protects them (unlike passwords).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, or_, select, update

from models.errors import ClientExistsError, UnknownClientError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.records.driver import Statement, moment, unpacked
from pipeline.keeping.records.outbox import ALERTS, append_message
from pipeline.keeping.records.regulations import NEWEST
from pipeline.keeping.rows.reuse import Client
from pipeline.keeping.tables.reuse import client_certificates, client_secrets, client_tokens, clients

_FIELDS = tuple(Client.__dataclass_fields__)
_CLIENT = ", ".join(f"clients.{name}" for name in _FIELDS)
_MAY_ASK = f"SELECT {_CLIENT} FROM clients JOIN"
_SIGNS_IN = (
    "{may_ask} {table} ON {table}.client_id = clients.id AND disabled_at IS NULL "
    "WHERE sha256 = ? AND client_id = ? AND (ends_at IS NULL OR ends_at > ?)"
)
_OF_SECRET = _SIGNS_IN.format(may_ask=_MAY_ASK, table=client_secrets.name)
_OF_CERTIFICATE = _SIGNS_IN.format(may_ask=_MAY_ASK, table=client_certificates.name)
_OF_TOKEN = (
    f"SELECT ({NEWEST}), {_CLIENT} FROM clients "
    "JOIN client_tokens ON client_tokens.client_id = clients.id AND disabled_at IS NULL "
    "WHERE sha256 = ? AND ends_at > ? AND (certificate_sha256 IS NULL OR certificate_sha256 = ?)"
)


class ClientRecords(Database):
    def add_client(self, client: Client, secret_sha256: str, by: str) -> None:
        """Errors: ClientExistsError."""
        row = {name: getattr(client, name) for name in Client.__dataclass_fields__}
        entry = AuditEntry(by, "client.add", subjects=(client.id,), details={"agency": client.agency})
        with self._writing() as connection:
            if not insert_new(connection, clients, [row | {"created_at": now()}]):
                raise ClientExistsError
            connection.execute(client_secrets.insert().values(_credential(client.id, secret_sha256)))
            append_audit(connection, [entry])

    def clients(self) -> list[Client]:
        """All of them by id, also those that may no longer ask."""
        with self._reading() as connection:
            return [_client(row) for row in connection.execute(select(clients).order_by(clients.c.id))]

    def add_client_secret(self, client_id: str, secret_sha256: str, old_until: dt.datetime, by: str) -> None:
        """A new secret; the ones before hold until `old_until`. Errors: UnknownClientError."""
        self._add_credential(client_secrets, client_id, secret_sha256, old_until, by, "client.rotate")

    def add_client_certificate(self, client_id: str, sha256: str, old_until: dt.datetime, by: str) -> None:
        """A new certificate to sign in with; the ones before hold until `old_until`. Errors:
        UnknownClientError, ClientExistsError if the certificate is another client's or was added before."""
        with self._reading() as connection:
            known = select(client_certificates.c.sha256).where(client_certificates.c.sha256 == sha256)
            if connection.execute(known).first() is not None:
                raise ClientExistsError
        self._add_credential(client_certificates, client_id, sha256, old_until, by, "client.certificate")

    def _add_credential(
        self, table: Table, client_id: str, sha256: str, old_until: dt.datetime, by: str, action: str
    ) -> None:
        mine = table.c.client_id == client_id
        longer = or_(table.c.ends_at.is_(None), table.c.ends_at > old_until)
        with self._writing() as connection:
            if connection.execute(select(clients.c.id).where(clients.c.id == client_id)).first() is None:
                raise UnknownClientError
            connection.execute(update(table).where(mine, longer).values(ends_at=old_until))
            connection.execute(table.insert().values(_credential(client_id, sha256)))
            append_audit(connection, [AuditEntry(by, action, subjects=(client_id,))])

    def disable_client(self, client_id: str, by: str) -> None:
        """It gets nothing from now on, whatever token it has. Errors: UnknownClientError."""
        self._change_client(client_id, {"disabled_at": now()}, AuditEntry(by, "client.disable"))

    def block_client(self, client_id: str, until: dt.datetime, why: str) -> None:
        """It gets nothing for a while; the log tells why, and operators are told.
        Errors: UnknownClientError."""
        entry = AuditEntry("sohoa", "client.block", details={"why": why})
        self._change_client(client_id, {"blocked_until": until}, entry, {"client": client_id, "why": why})

    def _change_client(
        self, client_id: str, values: dict[str, Any], entry: AuditEntry, alert: dict[str, str] | None = None
    ) -> None:
        with self._writing() as connection:
            if not connection.execute(
                update(clients).where(clients.c.id == client_id).values(values)
            ).rowcount:
                raise UnknownClientError
            told = AuditEntry(entry.who, entry.action, subjects=(client_id,), details=entry.details)
            if alert:
                append_message(connection, ALERTS, {"code": entry.action, **alert})
            append_audit(connection, [told])

    def client_of_secret(self, client_id: str, secret_sha256: str) -> Client | None:
        """The client, if the secret is one of its own and holds, and it may ask at all."""
        return self._signed_in(_OF_SECRET, client_id, secret_sha256)

    def client_of_certificate(self, client_id: str, sha256: str) -> Client | None:
        """The same by a certificate."""
        return self._signed_in(_OF_CERTIFICATE, client_id, sha256)

    def _signed_in(self, sql: str, client_id: str, sha256: str) -> Client | None:
        with self._driving() as driver:
            [found] = driver.ask(Statement(sql, (sha256, client_id, driver.time(now()))))
        return _of_row(found[0]) if found else None

    def client_of_token(
        self, token_sha256: str, certificate_sha256: str | None = None
    ) -> tuple[Client, int] | None:
        """The client that was given the token, if it may still ask and comes with the certificate to which
        the token is bound, if it is; and which version of the regulations is in force, in one way to the
        database."""
        with self._driving() as driver:
            values = (token_sha256, driver.time(now()), certificate_sha256)
            [found] = driver.ask(Statement(_OF_TOKEN, values))
        return (_of_row(found[0][1:]), found[0][0]) if found else None

    def add_token(
        self,
        client_id: str,
        token_sha256: str,
        ends_at: dt.datetime,
        certificate_sha256: str | None = None,
    ) -> None:
        """Tokens that have ended go at the same time. With a certificate it goes with that alone."""
        row = {"sha256": token_sha256, "client_id": client_id, "ends_at": ends_at}
        with self._writing() as connection:
            connection.execute(client_tokens.delete().where(client_tokens.c.ends_at <= now()))
            connection.execute(
                client_tokens.insert().values(row | {"certificate_sha256": certificate_sha256})
            )
            append_audit(connection, [AuditEntry(f"client:{client_id}", "token.give")])


def _credential(client_id: str, sha256: str) -> dict[str, Any]:
    return {"sha256": sha256, "client_id": client_id, "created_at": now(), "ends_at": None}


def _client(row: Any) -> Client:
    return Client(**{name: row._mapping[name] for name in Client.__dataclass_fields__})


def _of_row(row: Sequence[Any]) -> Client:
    told = dict(zip(_FIELDS, row, strict=True))
    for name in ("procedures", "attributes"):
        told[name] = tuple(unpacked(told[name]))
    for name in ("unconfirmed", "documents"):
        told[name] = bool(told[name])
    told["blocked_until"] = moment(told["blocked_until"]) if told["blocked_until"] else None
    return Client(**told)
