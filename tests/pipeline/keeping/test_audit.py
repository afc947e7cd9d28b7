"""Whatever is done to a chain of lines behind its back is found."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ObjectConflictError
from pipeline.keeping.audit import (
    AuditEntry,
    AuditHead,
    AuditLine,
    Finding,
    Flaw,
    find_flaws,
    keep_checkpoint,
    line_sha256,
    load_checkpoints,
)
from pipeline.keeping.folder import FolderStore

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def log(count: int, action: str = "reuse.ask") -> list[AuditLine]:
    lines: list[AuditLine] = []
    for number in range(count):
        entry = AuditEntry("client:h15", action, "cư trú", (f"VN{number}",), {"procedure": "1.004222"})
        lines.append(chained(entry, NOON, head(lines)))
    return lines


def chained(entry: AuditEntry, at: dt.datetime, before: AuditHead) -> AuditLine:
    number = before.number + 1
    return AuditLine(number, at, entry, before.sha256, line_sha256(number, at, entry, before.sha256))


def head(lines: list[AuditLine]) -> AuditHead:
    return AuditHead(lines[-1].number, lines[-1].sha256) if lines else AuditHead()


def flaws(
    lines: list[AuditLine], noted: AuditHead, checkpoints: dict[int, str] | None = None
) -> list[Finding]:
    return list(find_flaws(lines, noted, checkpoints or {}))


def test_an_untouched_log_has_no_flaw() -> None:
    for count in (0, 1, 7):
        lines = log(count)
        assert flaws(lines, head(lines), {line.number: line.sha256 for line in lines}) == []


ENTRY = log(1)[0].entry
CHANGES = [
    dataclasses.replace(ENTRY, who="client:h16"),
    dataclasses.replace(ENTRY, action="reuse.confirm"),
    dataclasses.replace(ENTRY, purpose="khác"),
    dataclasses.replace(ENTRY, subjects=("VN9",)),
    dataclasses.replace(ENTRY, details={}),
    dataclasses.replace(ENTRY, answer_sha256="0" * 64),
]


@given(st.integers(0, 6), st.sampled_from(CHANGES))
def test_a_changed_line_is_found(at: int, entry: AuditEntry) -> None:
    lines = log(7)
    lines[at] = dataclasses.replace(lines[at], entry=entry)
    assert flaws(lines, head(lines)) == [Finding(at + 1, Flaw.CHANGED)]


@given(st.integers(0, 5))
def test_a_removed_line_is_found(at: int) -> None:
    lines = log(7)
    noted = head(lines)
    del lines[at]
    assert flaws(lines, noted) == [Finding(at + 1, Flaw.REMOVED)]


def test_lines_removed_at_the_end_are_found() -> None:
    lines = log(7)
    assert flaws(lines[:5], head(lines)) == [Finding(5, Flaw.CUT_OFF)]
    assert flaws([], head(lines)) == [Finding(0, Flaw.CUT_OFF)]


def test_a_line_that_was_made_anew_with_its_hash_breaks_the_chain() -> None:
    lines = log(7)
    other = chained(AuditEntry("clerk:an", "khác"), NOON, head(lines[:3]))
    assert flaws([*lines[:3], other, *lines[4:]], head(lines)) == [Finding(5, Flaw.BROKEN)]


def test_a_chain_that_was_made_anew_contradicts_the_checkpoints(tmp_path: Path) -> None:
    blobs = FolderStore(tmp_path)
    before = log(4)
    keep_checkpoint(blobs, AuditHead())  # nothing to keep yet
    keep_checkpoint(blobs, head(before))
    anew = log(7, action="khác")
    assert flaws(anew, head(anew), load_checkpoints(blobs)) == [Finding(4, Flaw.REWRITTEN)]
    assert flaws(before[:3], head(before[:3]), load_checkpoints(blobs)) == [Finding(3, Flaw.CUT_OFF)]
    with pytest.raises(ObjectConflictError):
        keep_checkpoint(blobs, head(log(4, action="khác")))
