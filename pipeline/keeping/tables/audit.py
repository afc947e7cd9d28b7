"""The log of who did what."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, Table

from pipeline.keeping.columns import Listing, PlainText, Time
from pipeline.keeping.tables.schema import metadata

# The database refuses to change or remove a line (migration 0004). `audit_head` is one row, which every
# writer locks; `audit_subjects` finds the lines about somebody.
audit_lines = Table(
    "audit_lines",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("action", PlainText, nullable=False),
    Column("purpose", PlainText, nullable=False),
    Column("subjects", Listing, nullable=False),
    Column("details", JSON, nullable=False),
    Column("answer_sha256", PlainText),
    Column("previous_sha256", PlainText, nullable=False),
    Column("sha256", PlainText, nullable=False),
)

audit_subjects = Table(
    "audit_subjects",
    metadata,
    Column("subject", PlainText, primary_key=True),
    Column("number", ForeignKey("audit_lines.number"), primary_key=True),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("sha256", PlainText, nullable=False),
)
