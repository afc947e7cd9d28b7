"""The audit log: who did what, when, why and about whom, each line holding the hash of the line before.

A line holds ids, codes and hashes, never a value of a citizen. Whoever changes or removes a line breaks the
chain behind it; whoever makes the chain anew contradicts a checkpoint, which lies in the object store and is
written once (QCVN 12:2026/BCA asks for logs that cannot be changed).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.keeping.columns import keepable
from pipeline.keeping.objects import ObjectStore

FIRST_HASH = "0" * 64  # what stands before the first line
CHECKPOINTS = "audit/"
ADMINISTRATION = "administration"  # the purpose of what is done about users and regulations


@dataclass(frozen=True)
class AuditEntry:
    """What is to be logged. `who`: the kind and id of who acted (`clerk:an`, `client:h15`); `action`: a
    stable name (`reuse.ask`); `purpose`: why, as the law wants it named; `subjects`: ids of citizens,
    documents and the like that it is about; `details`: further codes and ids; `answer_sha256`: of the bytes
    given out."""

    who: str
    action: str
    purpose: str = ""
    subjects: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    answer_sha256: str | None = None


@dataclass(frozen=True)
class AuditLine:
    """An entry as it was logged. `number`: counted from 1 without a gap; `sha256`: of this line, in which
    `previous_sha256` is that of the line before."""

    number: int
    at: dt.datetime
    entry: AuditEntry
    previous_sha256: str
    sha256: str


@dataclass(frozen=True)
class AuditHead:
    """The last line: its number, 0 where there is none, and its hash. Kept elsewhere it proves what was
    logged until then."""

    number: int = 0
    sha256: str = FIRST_HASH


class Flaw(StrEnum):
    """What a check can find; the value is what operators read."""

    REMOVED = "thiếu dòng"
    CHANGED = "dòng bị sửa"
    BROKEN = "không nối với dòng trước"
    CUT_OFF = "mất các dòng cuối"
    REWRITTEN = "không khớp mốc đã lưu"


@dataclass(frozen=True)
class Finding:
    """A flaw of the log at the line of this number."""

    number: int
    flaw: Flaw


def said(entry: AuditEntry, at: dt.datetime) -> str:
    """What is hashed of a line, behind its place in the chain (`line_sha256`). ASCII."""
    moment = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return json.dumps([moment, vars(entry)], ensure_ascii=True, sort_keys=True, separators=(",", ":"))[1:]


def find_flaws(
    lines: Iterable[AuditLine], head: AuditHead, checkpoints: Mapping[int, str]
) -> Iterator[Finding]:
    """Everything that shows that the log is not as it was written. `lines`: all of them by number; `head`:
    the last as the records noted it apart; `checkpoints`: hashes kept earlier, by number of line."""
    last = AuditHead()
    for line in lines:
        for number in range(last.number + 1, line.number):
            yield Finding(number, Flaw.REMOVED)
        if line.sha256 != line_sha256(line.number, line.at, line.entry, line.previous_sha256):
            yield Finding(line.number, Flaw.CHANGED)
        elif line.number == last.number + 1 and line.previous_sha256 != last.sha256:
            yield Finding(line.number, Flaw.BROKEN)
        if checkpoints.get(line.number, line.sha256) != line.sha256:
            yield Finding(line.number, Flaw.REWRITTEN)
        last = AuditHead(line.number, line.sha256)
    if last != head or any(number > last.number for number in checkpoints):
        yield Finding(last.number, Flaw.CUT_OFF)


def keep_checkpoint(blobs: ObjectStore, head: AuditHead) -> None:
    """Keep the head where it cannot be changed. Raises what the store raises; ObjectConflictError says that
    the line of this number was another before."""
    if head.number:
        content = json.dumps({"number": head.number, "sha256": head.sha256}).encode() + b"\n"
        blobs.put(f"{CHECKPOINTS}{head.number:012d}.json", content, "application/json")


def load_checkpoints(blobs: ObjectStore) -> dict[int, str]:
    """The hashes kept earlier, by number of line."""
    kept = [json.loads(blobs.get(key)) for key in blobs.list(CHECKPOINTS)]
    return {one["number"]: one["sha256"] for one in kept}


def keepable_entry(entry: AuditEntry) -> AuditEntry:
    """Characters that no database keeps become U+FFFD."""
    return AuditEntry(
        keepable(entry.who),
        keepable(entry.action),
        keepable(entry.purpose),
        tuple(map(keepable, entry.subjects)),
        {keepable(name): keepable(value) for name, value in entry.details.items()},
        entry.answer_sha256,
    )


def line_sha256(number: int, at: dt.datetime, entry: AuditEntry, previous: str) -> str:
    """The records compute the same as they add a line (records/audit.py)."""
    return hashlib.sha256(f'["{previous}",{number},{said(entry, at)}'.encode()).hexdigest()
