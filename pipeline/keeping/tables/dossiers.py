"""What was handed in, read and understood."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    false,
)

from models.dossier import Decision, MatchDecision
from models.page import PageState
from pipeline.keeping.columns import FilePath, Listing, Name, PlainText, Time
from pipeline.keeping.rows.dossiers import ReceiptState, ScanState
from pipeline.keeping.tables.schema import index_where_told, metadata, one_current

batches = Table(
    "batches",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    Column("created_at", Time, nullable=False),
    Column("office", PlainText, server_default="", nullable=False),  # whose clerks see it
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("name", PlainText, nullable=False),
    Column("code", PlainText),
)

scans = Table(
    "scans",
    metadata,
    Column("id", PlainText, primary_key=True),  # SHA-256 of the bytes
    Column("size", BigInteger, nullable=False),
    Column("media_type", PlainText, nullable=False),
    Column("page_count", Integer),
    Column("state", Name(ScanState), nullable=False),
    Column("error_code", PlainText),
    Column("version", Integer, nullable=False),  # of the documents to be kept from it
    Column("opened_at", Time),
    Column("first_batch_id", ForeignKey("batches.id"), nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", PlainText, primary_key=True),  # made from batch, path and member
    Column("batch_id", ForeignKey("batches.id"), nullable=False, index=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("name", PlainText, nullable=False),
    Column("path", FilePath, nullable=False),
    Column("member", PlainText),
    Column("state", Name(ReceiptState), nullable=False),
    Column("error_code", PlainText),
    Column("scan_id", ForeignKey("scans.id"), index=True),
)

pages = Table(
    "pages",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("scan_id", ForeignKey("scans.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Name(PageState), nullable=False),
    Column("error_code", PlainText),
    Column("image_key", PlainText),
    Column("image_media_type", PlainText),
    Column("reading_key", PlainText),
    Column("width", Integer),
    Column("height", Integer),
    Column("dpi", Integer),
    Column("seconds", Float),
    Column("ended_at", Time, index=True),
    UniqueConstraint("scan_id", "number"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("scan_id", ForeignKey("scans.id"), nullable=False, index=True),
    Column("document_type", PlainText, nullable=False),
    Column("form_version", PlainText),
    Column("pages", Listing, nullable=False),
    Column("type_confidence", Float, nullable=False),
    Column("boundary_confidence", Float, server_default="1", nullable=False),
    Column("boundary_reason", PlainText, server_default="", nullable=False),
    Column("text", PlainText, nullable=False),
    Column("folder_key", PlainText, nullable=False),
    Column("manifest_sha256", PlainText, nullable=False),
    Column("kept_at", Time, nullable=False, index=True),
    Column("superseded_at", Time),
    Column("source_form", PlainText),  # in which the paper was handed in, NULL where nobody looked
    Column("regulations", Integer, server_default="0", nullable=False),  # the version that it was decided by
    Column("type_checked_by", PlainText),  # the clerk who says that these pages are one paper of this type
    Column("to_check", Boolean, server_default=false(), nullable=False),  # computed in records/waiting.py
)
Index(
    "ix_documents_to_check",
    documents.c.kept_at,
    documents.c.id,
    sqlite_where=documents.c.to_check,
    postgresql_where=documents.c.to_check,
)
one_current(documents, "id")

field_values = Table(
    "field_values",
    metadata,
    Column("document_id", PlainText, primary_key=True),
    Column("name", PlainText, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("value", PlainText),
    Column("raw", PlainText, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("page", Integer, nullable=False),
    Column("box", Listing),
    Column("sources", Listing, nullable=False),
    Column("against", Listing, nullable=False),
    Column("decision", Name(Decision), nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("decided_by", PlainText, nullable=False),
    Column("decided_at", Time, nullable=False),
    Column("superseded_at", Time),
    ForeignKeyConstraint(["document_id", "version"], ["documents.id", "documents.version"]),
)
one_current(field_values, "document_id", "name")
index_where_told(field_values.c.superseded_at)

subjects = Table(
    "subjects",
    metadata,
    Column("document_id", PlainText, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("role", PlainText, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("full_name", PlainText),
    Column("date_of_birth", PlainText),
    Column("sex", PlainText),
    Column("personal_id", PlainText),
    ForeignKeyConstraint(["document_id", "version"], ["documents.id", "documents.version"]),
)

# `citizen_id` is no foreign key: the register is a cache that may be loaded anew at any time.
matches = Table(
    "matches",
    metadata,
    Column("document_id", PlainText, primary_key=True),
    Column("role", PlainText, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("decision", Name(MatchDecision), nullable=False),
    Column("citizen_id", PlainText),
    Column("candidates", Listing, nullable=False),
    Column("reason", PlainText, nullable=False),
    Column("explanation", JSON(none_as_null=True)),
    Column("decided_by", PlainText, nullable=False),
    Column("decided_at", Time, nullable=False),
    Column("superseded_at", Time),
    ForeignKeyConstraint(["document_id", "version"], ["documents.id", "documents.version"]),
)
one_current(matches, "document_id", "role")
Index(
    "ix_matches_citizen",
    matches.c.citizen_id,
    sqlite_where=matches.c.superseded_at.is_(None),
    postgresql_where=matches.c.superseded_at.is_(None),
)
index_where_told(matches.c.superseded_at)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Time, nullable=False),
    Column("stage", PlainText, nullable=False),
    Column("subject_id", PlainText, nullable=False, index=True),
    Column("code", PlainText, nullable=False),
    Column("detail", PlainText, nullable=False),
)
