"""What is told of a batch: counts and codes; the names of files, which may be people's, only on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.wording import (
    DECISIONS,
    ID_LETTERS,
    MATCHES,
    PAGES,
    RECEIPTS,
    SCANS,
    WHAT,
    document_name,
    error_of,
    number,
)
from models.page import PageState
from pipeline.keeping.rows.dossiers import BatchStatus, BatchSummary, Failure

K = TypeVar("K")
MOST_FAILURES = 50


def print_batches(console: Console, batches: Iterable[BatchSummary]) -> None:
    """All batches, a line each."""
    table = Table("Lô", "Số tệp", box=None)
    for batch in batches:
        table.add_row(escape(batch.name), number(batch.receipts))
    console.print(table)


def print_status(console: Console, name: str, status: BatchStatus, *, names: bool) -> None:
    """Counts by state, and every failure with its reason and the next action."""
    console.print(f"[bold]Lô {escape(name)}[/]")
    table = Table(box=None, show_header=False)
    table.add_row("Tệp", _counts(status.receipts, RECEIPTS))
    table.add_row("Bản quét", _counts(status.scans, SCANS))
    if status.duplicates:
        table.add_row("", f"{number(status.duplicates)} tệp trùng nội dung với tệp khác trong lô")
    table.add_row("Trang", _counts(status.pages, PAGES))
    table.add_row("", _accounted(status))
    table.add_row("Giấy tờ", f"{number(status.documents)}, cần xem {number(status.documents_to_review)}")
    table.add_row("Giá trị", _counts(status.fields, DECISIONS))
    table.add_row("Người", _counts(status.matches, MATCHES))
    console.print(table)
    print_failures(console, status.failures, names=names)


def print_summary(
    console: Console, name: str, status: BatchStatus, types: Mapping[str, int], pages_now: int
) -> None:
    """What a run did: what came in, what was read now and what before, what was found, what to do next."""
    found = sum(status.receipts.values())
    before = status.pages_accounted - status.pages[PageState.FAILED] - pages_now
    table = Table(box=None, show_header=False)
    table.add_row("Tìm thấy", f"{number(found)} tệp, {number(status.pages_in)} trang")
    table.add_row("Trang", f"đọc lần này {number(pages_now)}, đã đọc từ trước {number(max(before, 0))}")
    table.add_row("", _counts(status.pages, PAGES))
    table.add_row("", _accounted(status))
    table.add_row("Giấy tờ", number(status.documents))
    for document_type, count in sorted(types.items(), key=_by_count):
        table.add_row("", f"{number(count)} {document_name(document_type)}")
    table.add_row("Giá trị", _counts(status.fields, DECISIONS))
    table.add_row("Người", _counts(status.matches, MATCHES))
    console.print(table)
    print_failures(console, status.failures, names=False)
    _print_next(console, name, status)


def print_failures(console: Console, failures: list[Failure], *, names: bool) -> None:
    """First the reasons with what to do about each, then where."""
    if not failures:
        return
    console.print(f"\n[bold]Hỏng {number(len(failures))}[/]")
    for code, count in sorted(Counter(failure.code for failure in failures).items()):
        error = error_of(code)
        console.print(f"  {code}  {number(count)} ×  {error.sentence} {error.next_step}")
    table = Table("Mã", "Lỗi", "Trang", *(["Hồ sơ", "Tệp"] if names else []), box=None)
    for failure in islice(failures, MOST_FAILURES):
        page = "" if failure.page is None else str(failure.page)
        table.add_row(
            f"{WHAT[failure.what]} {failure.id[:ID_LETTERS]}",
            failure.code,
            page,
            *([escape(failure.dossier), escape(failure.name)] if names else []),
        )
    console.print(table)
    if len(failures) > MOST_FAILURES:
        console.print(f"  … và {number(len(failures) - MOST_FAILURES)} lỗi nữa")


def _print_next(console: Console, name: str, status: BatchStatus) -> None:
    steps = []
    if any(error_of(failure.code).retryable for failure in status.failures):
        steps.append(f"sohoa retry {name}    thử lại những gì thử lại được")
    if status.failures:
        steps.append(f"sohoa status {name} --names    xem tệp nào hỏng")
    if status.documents_to_review:
        steps.append(
            f"sohoa show MÃ    xem {number(status.documents_to_review)} giấy tờ cần xem (mã ở bản xuất)"
        )
    steps.append(f"sohoa export {name} --format csv    lấy kết quả")
    console.print("\n[bold]Việc tiếp theo[/]")
    for step in steps:
        console.print(f"  {step}", markup=False)


def _accounted(status: BatchStatus) -> str:
    all_there = status.pages_in == status.pages_accounted
    mark = "đủ" if all_there else "THIẾU"
    return f"{mark}: vào {number(status.pages_in)}, đã rõ kết quả {number(status.pages_accounted)}"


def _counts(counts: Mapping[K, int], words: Mapping[K, str]) -> str:
    told = [f"{number(count)} {words[key]}" for key, count in counts.items() if count]
    return ", ".join(told) or "0"


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
