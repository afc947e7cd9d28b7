"""What is told to other systems by itself."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table

from pipeline.keeping.columns import Listing, PlainText, Time
from pipeline.keeping.tables.schema import metadata

# Addresses that are told. `topics`: of what; `client_id`: whose changes; `told_until`: which of them it was
# told. Its secret is computed from the server's key and `generation`; the one before holds until `old_until`.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("url", PlainText, nullable=False),
    Column("topics", Listing, nullable=False),
    Column("client_id", ForeignKey("clients.id")),
    Column("generation", Integer, nullable=False),
    Column("old_until", Time),
    Column("told_until", Time, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("removed_at", Time),
)

# What is to be told, written in the transaction of what happened. `due_at`: not to be tried earlier; a
# message that was given up has `dead_at`, and stays.
outbox = Table(
    "outbox",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False),
    Column("topic", PlainText, nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Time, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Time, nullable=False),
    Column("problem", PlainText),
    Column("delivered_at", Time),
    Column("dead_at", Time),
)
_WAITS = outbox.c.delivered_at.is_(None) & outbox.c.dead_at.is_(None)
Index("ix_outbox_waiting", outbox.c.due_at, sqlite_where=_WAITS, postgresql_where=_WAITS)

alerts = Table(
    "alerts",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("kind", PlainText, nullable=False),
    Column("raised_at", Time, nullable=False),
    Column("cleared_at", Time),
)
_open = alerts.c.cleared_at.is_(None)
Index("uq_alerts_open", alerts.c.kind, unique=True, sqlite_where=_open, postgresql_where=_open)
