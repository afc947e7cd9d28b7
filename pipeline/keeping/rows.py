"""What the records take and give: plain values, safe to hand to any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from models.access import Role
from models.arrangement import Arrangement
from models.dossier import Citizen, Decision, Document, MatchDecision
from models.page import PageState

T = TypeVar("T")


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


@dataclass(frozen=True)
class Revision(Generic[T]):
    """A field value or match as it held from `decided_at` on; `superseded_at` is None if it still does.
    `version`: the document's when it was decided."""

    what: T
    version: int
    decided_at: dt.datetime
    superseded_at: dt.datetime | None


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
class CitizenVersion:
    """A citizen as the register said it once; `superseded_at` is None for what it says now."""

    citizen: Citizen
    source: str
    imported_at: dt.datetime
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
class User:
    """Who may sign in. `office`: whose dossiers a clerk sees; `change_password`: before anything else;
    `locked_until`: after too many wrong passwords; `subject`: of who came in by a provider."""

    name: str
    full_name: str
    role: Role
    office: str
    password_hash: str = field(repr=False)
    change_password: bool
    locked_until: dt.datetime | None
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    subject: str | None = None

    @property
    def by_provider(self) -> bool:
        """Whether they have no password here, for an OpenID Connect provider asks for one."""
        return not self.password_hash


class Outcome(StrEnum):
    """What a clerk said of a field: the machine was right, was not, or nobody can read it."""

    RIGHT = "right"
    CORRECTED = "corrected"
    UNREADABLE = "unreadable"


class Aside(StrEnum):
    """Why a document was set aside: it is another paper, or its pages are wrong."""

    WRONG_TYPE = "wrong_type"
    PAGE_PROBLEM = "page_problem"


@dataclass(frozen=True)
class HeldArrangement:
    """What holds of a scan's pages; `revision` 0 and `what` None: what the machine says."""

    revision: int = 0
    what: Arrangement | None = None
    by: str = ""


@dataclass(frozen=True)
class Scope:
    """Which documents: of one office, and where told of one batch, one type, or with this field in doubt."""

    office: str
    batch_id: str | None = None
    document_type: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class NewCheck:
    """A clerk's decision on a field. `id`: made by the page; `revision`: of the field, that the clerk saw, 0
    for one that was not there; `value`: clean; `milliseconds`, `keys`: what it took."""

    id: str
    name: str
    revision: int
    outcome: Outcome
    value: str | None
    milliseconds: int
    keys: int


@dataclass(frozen=True)
class Keying:
    """What `who` keyed of a field that is keyed twice; `value` None: nobody can read it."""

    who: str
    value: str | None


@dataclass(frozen=True)
class Waiting:
    """How many documents of a batch and type wait for a clerk, and since when the oldest does."""

    batch_id: str
    batch: str
    document_type: str
    documents: int
    oldest: dt.datetime


@dataclass(frozen=True)
class AsideRow:
    id: int
    document_id: str
    scan_id: str
    document_type: str
    reason: Aside
    wanted: str | None
    user_name: str
    at: dt.datetime


@dataclass(frozen=True)
class Effort:
    """What clerks did with one kind of field: how many, what it took in total, and how it came out."""

    document_type: str
    name: str
    user_name: str
    day: str
    outcome: Outcome
    fields: int
    milliseconds: int
    keys: int


@dataclass(frozen=True)
class Decided:
    """What the machine decided about one kind of field: how many it accepted, or called a clerk for."""

    document_type: str
    name: str
    day: str
    office: str
    accepted: bool
    fields: int


@dataclass(frozen=True)
class Verdict:
    """What clerks said of one kind of field, that the machine had `accepted` or called them for. `last`:
    nobody said anything later; `sampled`: it was drawn by chance to be read once more."""

    document_type: str
    name: str
    day: str
    office: str
    accepted: bool
    outcome: Outcome
    last: bool
    sampled: bool
    fields: int
    milliseconds: int
    keys: int


@dataclass(frozen=True)
class Backlog:
    """Documents of a type that wait for a clerk; `day`: when they were kept."""

    document_type: str
    day: str
    office: str
    documents: int


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
class Client:
    """A system that may ask for reuse. `agency`: whose it is, with all below it; `procedures`, `attributes`:
    what it may ask for, "*" is all; `unconfirmed`: whether it may ask for what only a machine read;
    `documents`: whether it may hand in and fetch whole documents by DocCode."""

    id: str
    name: str
    agency: str
    procedures: tuple[str, ...] = ("*",)
    attributes: tuple[str, ...] = ("*",)
    unconfirmed: bool = False
    documents: bool = False
    per_minute: int = 600
    blocked_until: dt.datetime | None = None


@dataclass(frozen=True)
class Exchange:
    """One asking for reuse. `request_key`: by which the asker knows it; `citizens`: role: id, of those who
    are known."""

    id: str
    client_id: str
    request_key: str | None
    request_sha256: str
    agency: str
    official: str
    procedure: str
    dossier_code: str
    purpose: str
    citizens: Mapping[str, str]
    confirmed_at: dt.datetime | None = None


@dataclass(frozen=True)
class ExchangeItem:
    """What became of a field or paper that was asked for. `document_id`, `field`, `revision`: where the value
    came from; a ruling has no document, and its id as `field`; `outcome`: what the official said."""

    kind: str
    name: str
    state: str
    reason: str | None = None
    citizen_id: str | None = None
    attribute: str | None = None
    document_id: str | None = None
    field: str | None = None
    revision: int | None = None
    outcome: str | None = None
