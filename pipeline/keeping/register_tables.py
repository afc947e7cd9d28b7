"""The tables of what people say of citizens, in the same schema as tables.py: whether a person of a paper is
a citizen, and which records of the register are one citizen."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table

from models.answers import Answer
from models.register import IdentifierKind
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

# What else a citizen is or was known by, as a system told it. A citizen's identifiers stay theirs when the
# register tells the rest of them anew.
identifiers = Table(
    "identifiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("citizen_id", PlainText, nullable=False),
    Column("kind", Name(IdentifierKind), nullable=False),
    Column("value", PlainText, nullable=False),
    Column("valid_from", PlainText),
    Column("valid_to", PlainText),
    Column("told_by", ForeignKey("register_imports.id"), nullable=False),
    Column("superseded_by", ForeignKey("register_imports.id")),
)
_TOLD = identifiers.c.superseded_by.is_(None)
Index(
    "uq_identifiers_current",
    *(identifiers.c[name] for name in ("citizen_id", "kind", "value")),
    unique=True,
    sqlite_where=_TOLD,
    postgresql_where=_TOLD,
)

# The hashed keys that an identifier adds to those of its citizen.
identifier_keys = Table(
    "identifier_keys",
    metadata,
    Column("k", BigInteger, primary_key=True, autoincrement=False),
    Column("identifier_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
