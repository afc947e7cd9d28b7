"""Who may come in, and what clerks do."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, Table

from models.access import Role
from pipeline.keeping.columns import Name, PlainText, Time
from pipeline.keeping.rows.desk import Aside, Outcome
from pipeline.keeping.tables.schema import metadata

# `password_hash`: empty where an OpenID Connect provider asks for the password; `subject`: whom it then
# vouches for, its issuer and id, from the first login on.
users = Table(
    "users",
    metadata,
    Column("name", PlainText, primary_key=True),
    Column("full_name", PlainText, nullable=False),
    Column("role", Name(Role), nullable=False),
    Column("office", PlainText, nullable=False),
    Column("password_hash", PlainText, nullable=False),
    Column("change_password", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Time),
    Column("created_at", Time, nullable=False),
    Column("created_by", PlainText, nullable=False),
    Column("disabled_at", Time),
    Column("subject", PlainText),
    Index("uq_users_subject", "subject", unique=True),
)

# `id`: SHA-256 of the token that only the browser has.
sessions = Table(
    "sessions",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("user_name", ForeignKey("users.name"), nullable=False, index=True),
    Column("begun_at", Time, nullable=False),
    Column("seen_at", Time, nullable=False),
    Column("ended_at", Time),
)

# What a clerk did with one field, once: `id` is made by the page, so that what is sent twice is done once.
# `revision`: of the field, that was made; `milliseconds`, `keys`: measured on the page.
checks = Table(
    "checks",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("document_id", PlainText, nullable=False, index=True),
    Column("name", PlainText, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("user_name", ForeignKey("users.name"), nullable=False),
    Column("office", PlainText, nullable=False),
    Column("document_type", PlainText, nullable=False),
    Column("outcome", Name(Outcome), nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("keys", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("undone_at", Time),
    Index("ix_checks_user_name_at", "user_name", "at"),
)

# Who has a document open; it is anybody's again when they have not been heard of for a while.
claims = Table(
    "claims",
    metadata,
    Column("document_id", PlainText, primary_key=True),
    Column("user_name", ForeignKey("users.name"), nullable=False),
    Column("at", Time, nullable=False),
)

# Documents that checking cannot mend. `wanted`: the type that a clerk says it is.
asides = Table(
    "asides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", PlainText, nullable=False, index=True),
    Column("reason", Name(Aside), nullable=False),
    Column("wanted", PlainText),
    Column("user_name", ForeignKey("users.name"), nullable=False),
    Column("at", Time, nullable=False),
    Column("resolved_at", Time),
    Column("resolved_by", PlainText),
)

# Version 0, what Sohoa comes with, is not kept.
regulations = Table(
    "regulations",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("what", JSON, nullable=False),
    Column("why", PlainText, nullable=False),
    Column("by_user", PlainText, nullable=False),
    Column("at", Time, nullable=False),
)

# How clerks arranged a scan's pages; the newest that is not taken back holds. `read_before`: the readings, by
# page, that held until this asked for new ones, so that taking it back needs none.
arrangements = Table(
    "arrangements",
    metadata,
    Column("scan_id", ForeignKey("scans.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("what", JSON, nullable=False),
    Column("read_before", JSON, nullable=False),
    Column("user_name", ForeignKey("users.name"), nullable=False),
    Column("at", Time, nullable=False),
    Column("undone_at", Time),
    Column("undone_by", PlainText),
)

# What a clerk keyed of a field that is keyed twice; `id`: that of the check. Until it is settled nobody sees
# `value` but who keyed it, and the third clerk.
keyings = Table(
    "keyings",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("document_id", PlainText, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("revision", Integer, nullable=False),  # of the field, that was keyed
    Column("user_name", ForeignKey("users.name"), nullable=False, index=True),
    Column("value", PlainText),
    Column("at", Time, nullable=False),
    Column("undone_at", Time),
    Index("ix_keyings_document_id_name_revision", "document_id", "name", "revision"),
)

# Values that the machine accepted and that were drawn to be read once more; what came of it is in checks.
# `population`: of how many values of the batch.
samples = Table(
    "samples",
    metadata,
    Column("document_id", PlainText, primary_key=True),
    Column("name", PlainText, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("population", Integer, nullable=False),
    Column("wrong_at_most", Float, nullable=False),
    Column("drawn_at", Time, nullable=False),
)

# What a clerk counted of the originals of a dossier, beside what was scanned of it then. Rows are only added;
# the last one holds.
handovers = Table(
    "handovers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("papers", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("scanned_papers", Integer, nullable=False),
    Column("scanned_pages", Integer, nullable=False),
    Column("note", PlainText, nullable=False),
    Column("user_name", PlainText, nullable=False),
    Column("at", Time, nullable=False),
)
