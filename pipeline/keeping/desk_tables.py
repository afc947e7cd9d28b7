"""The tables of the desk, in the same schema as tables.py: who may come in, and who is signed in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table

from models.access import Role
from pipeline.keeping.columns import Name, PlainText, Time
from pipeline.keeping.tables import metadata

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
