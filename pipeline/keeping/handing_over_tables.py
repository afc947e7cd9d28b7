"""The table of counts at handing over, in the same schema as tables.py."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from pipeline.keeping.columns import PlainText, Time
from pipeline.keeping.tables import metadata

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
