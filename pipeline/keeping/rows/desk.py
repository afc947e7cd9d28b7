"""Who may come in, what clerks do, and what is counted of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from models.access import Role
from models.arrangement import Arrangement


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
