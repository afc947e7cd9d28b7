"""The tables of what people say of citizens, in the same schema as tables.py: whether a person of a paper is
a citizen, and which records of the register are one citizen."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table

from models.answers import Answer
from pipeline.keeping.columns import Name, PlainText, Time
from pipeline.keeping.tables import metadata

# `levels`, `bits`: by field, of the machine's comparison; NULL where it did not think of the citizen.
match_answers = Table(
    "match_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", PlainText, nullable=False),
    Column("role", PlainText, nullable=False),
    Column("citizen_id", PlainText, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("answer", Name(Answer), nullable=False),
    Column("levels", JSON(none_as_null=True)),
    Column("bits", JSON(none_as_null=True)),
    Column("vetoed", Boolean, nullable=False),
    Column("at", Time, nullable=False),
    Column("superseded_at", Time),
)
_HOLDS = match_answers.c.superseded_at.is_(None)
Index(
    "uq_match_answers_current",
    *(match_answers.c[name] for name in ("document_id", "role", "citizen_id", "who")),
    unique=True,
    sqlite_where=_HOLDS,
    postgresql_where=_HOLDS,
)

# Two records of the register are one citizen as long as two people say so and nobody took it back.
citizen_merges = Table(
    "citizen_merges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kept_id", PlainText, nullable=False),
    Column("other_id", PlainText, nullable=False),
    Column("proposed_by", PlainText, nullable=False),
    Column("proposed_at", Time, nullable=False),
    Column("confirmed_by", PlainText),
    Column("confirmed_at", Time),
    Column("undone_by", PlainText),
    Column("undone_at", Time),
)
_STANDS = citizen_merges.c.undone_at.is_(None)
Index(
    "uq_citizen_merges_current",
    citizen_merges.c.other_id,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
