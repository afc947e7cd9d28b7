"""The register of citizens, and what people say of them: whether a person of a paper is a citizen, and which
records are one citizen."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table

from models.answers import Answer
from models.register import IdentifierKind
from pipeline.keeping.columns import Name, PlainText, Time
from pipeline.keeping.tables.schema import metadata, one_current

register_imports = Table(
    "register_imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", PlainText, nullable=False),
    Column("at", Time, nullable=False),
    Column("norm_version", Integer, server_default="0", nullable=False),  # by which the keys were made
)

# Each place that the register tells, once: a million addresses lie in some ten thousand. `wards`,
# `provinces`: codes of today's units, NULL where they are not known.
places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("told", PlainText, nullable=False, unique=True),
    Column("wards", PlainText),
    Column("provinces", PlainText),
)

# `r`: the row's number, by which the keys know it; a citizen's rows in its order are what was told of it
# over time. `residence_detail` and the place of `residence_id` are the residence as told, joined by ", ".
citizens = Table(
    "citizens",
    metadata,
    Column("r", Integer, primary_key=True, autoincrement=False),
    Column("citizen_id", PlainText, nullable=False),
    Column("full_name", PlainText, nullable=False),
    Column("date_of_birth", PlainText),
    Column("sex", PlainText),
    Column("personal_id", PlainText),
    Column("old_id", PlainText),
    Column("origin_id", ForeignKey("places.id")),
    Column("residence_detail", PlainText),
    Column("residence_id", ForeignKey("places.id")),
    Column("father_full_name", PlainText),
    Column("mother_full_name", PlainText),
    Column("phone", PlainText),
    Column("told_by", ForeignKey("register_imports.id"), nullable=False),
    Column("superseded_by", ForeignKey("register_imports.id")),
)
Index(
    "ix_citizens_past",
    citizens.c.citizen_id,
    sqlite_where=citizens.c.superseded_by.is_not(None),
    postgresql_where=citizens.c.superseded_by.is_not(None),
)
one_current(citizens, "citizen_id", ended="superseded_by")

# The hashed keys of the citizens that hold now; written with the citizen, in one transaction.
blk = Table(
    "blk",
    metadata,
    Column("k", BigInteger, primary_key=True, autoincrement=False),
    Column("r", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# How many citizens bear a name: `part` is family, middle or given.
names = Table(
    "names",
    metadata,
    Column("part", PlainText, primary_key=True),
    Column("name", PlainText, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
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
one_current(identifiers, "citizen_id", "kind", "value", ended="superseded_by")

# The hashed keys that an identifier adds to those of its citizen.
identifier_keys = Table(
    "identifier_keys",
    metadata,
    Column("k", BigInteger, primary_key=True, autoincrement=False),
    Column("identifier_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

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
one_current(match_answers, "document_id", "role", "citizen_id", "who")

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
one_current(citizen_merges, "other_id", ended="undone_at")
