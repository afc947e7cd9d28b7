"""Giving out: who may ask, what was asked and given, what was said against."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, Table, UniqueConstraint, false

from pipeline.keeping.columns import Listing, PlainText, Time
from pipeline.keeping.tables.schema import index_where_told, metadata

# Systems that may ask. `procedures`, `attributes`: what each may ask for, "*" is all. Of a secret and a token
# only the hash is kept; a client may have several secrets, so that they can be changed without a stop.
clients = Table(
    "clients",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False),
    Column("agency", PlainText, nullable=False),
    Column("procedures", Listing, nullable=False),
    Column("attributes", Listing, nullable=False),
    Column("unconfirmed", Boolean, nullable=False),
    Column("documents", Boolean, server_default=false(), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("blocked_until", Time),
    Column("disabled_at", Time),
)

client_secrets = Table(
    "client_secrets",
    metadata,
    Column("sha256", PlainText, primary_key=True),
    Column("client_id", ForeignKey("clients.id"), nullable=False, index=True),
    Column("created_at", Time, nullable=False),
    Column("ends_at", Time),
)

# By SHA-256 of the whole certificate; like secrets several may hold.
client_certificates = Table(
    "client_certificates",
    metadata,
    Column("sha256", PlainText, primary_key=True),
    Column("client_id", ForeignKey("clients.id"), nullable=False, index=True),
    Column("created_at", Time, nullable=False),
    Column("ends_at", Time),
)

client_tokens = Table(
    "client_tokens",
    metadata,
    Column("sha256", PlainText, primary_key=True),
    Column("client_id", ForeignKey("clients.id"), nullable=False, index=True),
    Column("ends_at", Time, nullable=False, index=True),
    Column("certificate_sha256", PlainText),  # with which it goes, NULL where it goes with any
)

# One asking for reuse, and what became of each field and paper. No value is kept: `document_id`, `field` and
# `revision` lead to it. `outcome`: what the official said of it, NULL until then.
exchanges = Table(
    "exchanges",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("at", Time, nullable=False, index=True),
    Column("client_id", ForeignKey("clients.id"), nullable=False),
    Column("request_key", PlainText),
    Column("request_sha256", PlainText, nullable=False),
    Column("agency", PlainText, nullable=False),
    Column("official", PlainText, nullable=False),
    Column("procedure", PlainText, nullable=False),
    Column("dossier_code", PlainText, nullable=False),
    Column("purpose", PlainText, nullable=False),
    Column("citizens", JSON, nullable=False),
    Column("confirmed_at", Time),
    UniqueConstraint("client_id", "request_key"),
)

# Written with their exchange in one statement: nothing looks for it again for each of them.
exchange_items = Table(
    "exchange_items",
    metadata,
    Column("exchange_id", PlainText, primary_key=True),
    Column("kind", PlainText, primary_key=True),  # field or paper
    Column("name", PlainText, primary_key=True),
    Column("state", PlainText, nullable=False),
    Column("reason", PlainText),
    Column("citizen_id", PlainText),
    Column("attribute", PlainText),
    Column("document_id", PlainText),
    Column("field", PlainText),
    Column("revision", Integer),
    Column("outcome", PlainText),
)
index_where_told(exchange_items.c.document_id)
index_where_told(exchange_items.c.citizen_id)

# What officials said against a value, and what a clerk made of it; `accepted` is NULL while it waits.
corrections = Table(
    "corrections",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("citizen_id", PlainText, nullable=False, index=True),
    Column("attribute", PlainText, nullable=False),
    Column("value", PlainText),
    Column("reason", PlainText, nullable=False),
    Column("asked_by", PlainText, nullable=False),
    Column("asked_at", Time, nullable=False),
    Column("accepted", Boolean),
    Column("decided_by", PlainText),
    Column("decided_at", Time),
)

# Citizens of whom nothing may be given out, or not this attribute; `lifted_at` is empty while that holds.
restrictions = Table(
    "restrictions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("citizen_id", PlainText, nullable=False, index=True),
    Column("attribute", PlainText),
    Column("reason", PlainText, nullable=False),
    Column("by", PlainText, nullable=False),
    Column("since", Time, nullable=False),
    Column("lifted_at", Time),
)

# What people ask for it, and what a clerk made of it; `accepted` is NULL while it waits.
restriction_requests = Table(
    "restriction_requests",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("citizen_id", PlainText, nullable=False, index=True),
    Column("attribute", PlainText),
    Column("reason", PlainText, nullable=False),
    Column("asked_by", PlainText, nullable=False),
    Column("asked_at", Time, nullable=False),
    Column("accepted", Boolean),
    Column("decided_by", PlainText),
    Column("decided_at", Time),
)

# What came in by DocCode, each version for itself; `told`: what the sender says of it.
doc_versions = Table(
    "doc_versions",
    metadata,
    Column("agency", PlainText, primary_key=True),
    Column("kind", PlainText, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("scan_id", PlainText, nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("file_name", PlainText, nullable=False),
    Column("told", JSON, nullable=False),
    Column("client_id", ForeignKey("clients.id"), nullable=False),
    Column("imported_at", Time, nullable=False),
)

# What one-stop systems tell of their dossiers, for the indicators; a dossier that nobody told of is still
# known by its scans and exchanges. Flags as in the national portal's data (QĐ 766/QĐ-TTg).
cases = Table(
    "cases",
    metadata,
    Column("code", PlainText, primary_key=True),
    Column("agency", PlainText, nullable=False),
    Column("procedure", PlainText, nullable=False),
    Column("received_on", Date, nullable=False, index=True),
    Column("due_on", Date),
    Column("finished_on", Date),
    Column("supplements", Integer, nullable=False),
    Column("waited_days", Integer, nullable=False),
    Column("needs_result", Boolean, nullable=False),
    Column("has_result", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("population", Boolean, nullable=False),
    Column("told_by", PlainText, nullable=False),
    Column("told_at", Time, nullable=False),
)
