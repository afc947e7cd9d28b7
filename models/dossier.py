"""What a dossier is: the values that pass from stage to stage and are kept.

A Dossier holds Scans (files as received); a Scan holds Pages; consecutive Pages of one paper make
a Document; a Document gives FieldValues and names Subjects; a Subject may Match a Citizen.
Nothing here is overwritten: a correction is a new FieldValue or Match that supersedes the old one.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Any

from models.geometry import Box
from models.page import Frozen

# MX1X2.Y1Y2Y3.Z1Z2-YYMMDD-XXXX(XX): TT 4/2025/TT-VPCP; the serial has at least four digits.
DOSSIER_CODE = re.compile(r"[A-Z]\d{2}(?:\.\d+){1,3}-\d{6}-\d{4,}")

BLANK = "blank"
UNKNOWN = "unknown"

AS_READ = "as_read"  # against a value: it is proposed from elsewhere, and something else was read here
SURE = 0.7  # from which a document's type, or its boundaries, need no clerk


def find_dossier_code(name: str) -> str | None:
    """The dossier code at the beginning of a folder's or file's name, if it looks like one."""
    found = DOSSIER_CODE.match(name.strip().upper())
    return found.group() if found else None


class Decision(StrEnum):
    """Whether a value may be used as it is, or a clerk must look first."""

    ACCEPTED = "accepted"
    REVIEW = "review"


class MatchDecision(StrEnum):
    MATCH = "match"
    REVIEW = "review"
    NONE = "none"


class FieldValue(Frozen):
    """One value of a document, with all that is known about where it came from.

    `value`: normalised (ISO dates with the precision printed, digits, `male`/`female`), or None
    where a label stands without a readable value; `raw`: the text as read; `page`: 1-based in the scan;
    `box`: in pixels of the kept page image; `sources`: evidence for the value; `against`: evidence that
    contradicts it; `reason`: one Vietnamese sentence that explains the decision.
    """

    name: str
    value: str | None
    raw: str
    confidence: float
    page: int
    box: Box | None
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    decision: Decision = Decision.REVIEW
    reason: str = ""
    decided_by: str = "machine"

    def propose(self, value: str, source: str) -> FieldValue:
        """The field with a likelier value than the one that was read, for a clerk to confirm: what was read
        speaks against it, and what spoke for the reading does not speak for this."""
        against = (*(other for other in self.against if other not in (source, AS_READ)), AS_READ)
        return self.model_copy(update={"value": value, "sources": (source,), "against": against})


class Citizen(Frozen):
    """A record of the register: a cache of what an authoritative system holds, never the master."""

    citizen_id: str
    full_name: str
    date_of_birth: str | None = None
    sex: str | None = None
    personal_id: str | None = None
    old_id: str | None = None
    place_of_origin: str | None = None
    residence: str | None = None
    father_full_name: str | None = None
    mother_full_name: str | None = None
    phone: str | None = None


class Subject(Frozen):
    """A person named in a document. `role` is "" for the main person, else the fields' prefix
    (`mother`, `members.1`); the rest is what the document says of the person."""

    role: str
    full_name: str | None = None
    date_of_birth: str | None = None
    sex: str | None = None
    personal_id: str | None = None


class Match(Frozen):
    """What was decided about a subject. `candidates`: citizen ids, best first, for a clerk to look at;
    `explanation`: the story of the machine's decision (pipeline/matching/explain.py), in the records only."""

    role: str
    decision: MatchDecision
    citizen_id: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""
    explanation: dict[str, Any] | None = None
    decided_by: str = "machine"


class Document(Frozen):
    """Consecutive pages of one paper, understood. `pages` are 1-based in the scan; `type_confidence`: how
    sure it is what they are, 0 to 1; `boundary_confidence`: that they are one paper and all of it, and
    `boundary_reason` why, one Vietnamese sentence."""

    document_id: str
    scan_id: str
    document_type: str
    form_version: str | None
    pages: tuple[int, ...]
    type_confidence: float
    text: str
    boundary_confidence: float = 1.0
    boundary_reason: str = ""
    fields: tuple[FieldValue, ...] = ()
    subjects: tuple[Subject, ...] = ()
    matches: tuple[Match, ...] = ()

    @property
    def needs_review(self) -> bool:
        return (
            self.document_type == UNKNOWN
            or min(self.type_confidence, self.boundary_confidence) < SURE
            or any(field.decision is Decision.REVIEW for field in self.fields)
            or any(match.decision is MatchDecision.REVIEW for match in self.matches)
        )


class StoredObject(Frozen):
    """An object as the manifest lists it. `sha256` is of its bytes, in hexadecimal."""

    key: str
    sha256: str
    size: int
    media_type: str


class Manifest(Frozen):
    """What one version of a document's folder holds, and the originals it came from."""

    schema_version: int = 1
    document_id: str
    version: int
    created_at: dt.datetime
    objects: tuple[StoredObject, ...]
