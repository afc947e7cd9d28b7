"""What was handed in, read and understood, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from models.dossier import Decision, Document, MatchDecision
from models.page import PageState


class ReceiptState(StrEnum):
    LISTED = "listed"
    RECEIVED = "received"
    FAILED = "failed"


class ScanState(StrEnum):
    RECEIVED = "received"
    OPENED = "opened"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class NewReceipt:
    """A file that was found. `error_code`: why it cannot be digitised, if it cannot."""

    dossier: str
    dossier_code: str | None
    name: str
    path: Path
    member: str | None
    error_code: str | None


@dataclass(frozen=True)
class ReceiptRow:
    id: str
    batch_id: str
    dossier: str
    dossier_code: str | None
    name: str
    path: Path
    member: str | None
    state: ReceiptState
    error_code: str | None
    scan_id: str | None


@dataclass(frozen=True)
class ScanRow:
    """`version`: under which its documents are to be kept; `opened_at`: the time they carry, so that
    keeping them again after a crash gives the same bytes."""

    id: str
    size: int
    media_type: str
    page_count: int | None
    state: ScanState
    error_code: str | None
    version: int
    opened_at: dt.datetime | None


@dataclass(frozen=True)
class PageRow:
    """`number`: 1-based; `width`, `height`: pixels of the kept image; `seconds`: what reading took."""

    id: str
    scan_id: str
    number: int
    state: PageState
    error_code: str | None
    image_key: str | None
    image_media_type: str | None
    reading_key: str | None
    width: int | None
    height: int | None
    dpi: int | None
    seconds: float | None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class KeptDocument:
    """A document whose folder is in the object store already. `version`: that of its scan; `regulations`: the
    version that it was decided by."""

    document: Document
    version: int
    folder_key: str
    manifest_sha256: str
    regulations: int = 0


@dataclass(frozen=True)
class DocumentRow:
    """A document as it holds now: the machine's values with the clerks' decisions in their place."""

    document: Document
    version: int
    folder_key: str
    manifest_sha256: str
    kept_at: dt.datetime
    regulations: int = 0


T = TypeVar("T")


@dataclass(frozen=True)
class Revision(Generic[T]):
    """A field value or match as it held from `decided_at` on; `superseded_at` is None if it still does.
    `version`: the document's when it was decided."""

    what: T
    version: int
    decided_at: dt.datetime
    superseded_at: dt.datetime | None


@dataclass(frozen=True)
class Incident:
    """A failure's full story. May hold personal data: for operators with access to the records only."""

    at: dt.datetime
    stage: str
    subject_id: str
    code: str
    detail: str


@dataclass(frozen=True)
class BatchSummary:
    id: str
    name: str
    created_at: dt.datetime
    office: str
    receipts: int


@dataclass(frozen=True)
class Failure:
    """`what`: receipt, scan or page; `dossier`, `name`: as the clerk knows the file; `page`: 1-based."""

    what: str
    id: str
    dossier: str
    name: str
    page: int | None
    code: str


@dataclass(frozen=True)
class BatchStatus:
    """How a batch stands. Each scan counts once, however many receipts brought the same bytes.

    `duplicates`: receipts whose bytes another receipt of the batch brought too; `already_present`: scans
    that an earlier batch brought; `pages_accounted`: pages in a terminal state. The batch is
    complete when nothing is listed, received, opened or pending and `pages_in == pages_accounted`.
    """

    receipts: Mapping[ReceiptState, int]
    scans: Mapping[ScanState, int]
    pages: Mapping[PageState, int]
    documents: int
    documents_to_review: int
    fields: Mapping[Decision, int]
    matches: Mapping[MatchDecision, int]
    failures: list[Failure]
    duplicates: int
    already_present: int
    pages_in: int
    pages_accounted: int


@dataclass(frozen=True)
class UnfinishedBatch:
    """A batch of which something is left to do: files to open, pages to read, scans to understand.
    `progressed_at`: when something of it was last done."""

    id: str
    name: str
    office: str
    created_at: dt.datetime
    to_open: int
    to_read: int
    pages: int
    to_understand: int
    progressed_at: dt.datetime


@dataclass(frozen=True)
class Stage:
    """One stage of the work, over all batches. `since`: when the oldest of what waits came; `seconds`: that
    one piece took on average."""

    name: str
    waiting: int
    since: dt.datetime | None
    done_recently: int
    done_today: int
    failed: int = 0
    seconds: float | None = None
