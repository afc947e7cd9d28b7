"""The tables of the records: one schema for SQLite and PostgreSQL, a file for each thing that they are about.

Keys are made from what a row stands for (the bytes of a scan, the path of a receipt), so that work
done twice meets its own rows. What is decided about a document is only ever added: `revision` counts
the rows of one field or role, `position` orders them as in the document, `superseded_at` is empty
for the one that holds now.
"""

from pipeline.keeping.tables import audit, desk, dossiers, outbox, register, reuse
from pipeline.keeping.tables.schema import metadata

__all__ = ["audit", "desk", "dossiers", "metadata", "outbox", "register", "reuse"]
