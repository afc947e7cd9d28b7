"""Live progress of a batch: a line that moves on a terminal, a line now and then elsewhere. No names."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from app.wording import duration, number
from models.errors import SohoaError
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import BatchStatus, ReceiptState, ScanState

LIVE_SECONDS = 0.5
LINE_SECONDS = 10.0
BESIDE = 20  # looking may take a twentieth of the time: counting a large batch is work too


@dataclass(frozen=True)
class Standing:
    """How far a batch is. `expected`: pages in all, those of files that are not yet opened guessed."""

    pages: int
    expected: int
    guessed: bool

    @classmethod
    def of(cls, status: BatchStatus) -> Standing:
        opened = (
            status.scans[ScanState.OPENED] + status.scans[ScanState.DONE] + status.scans[ScanState.FAILED]
        )
        unopened = status.receipts[ReceiptState.LISTED] + status.scans[ScanState.RECEIVED]
        mean = status.pages_in / opened if opened else 1.0
        return cls(status.pages_accounted, status.pages_in + round(unopened * mean), unopened > 0)


class Speed:
    """Pages a second since the first page of this run was seen to be read."""

    def __init__(self) -> None:
        self._first: tuple[float, int] | None = None

    def text(self, standing: Standing, now: float) -> str:
        """ "1,9 trang/giây, còn 0:19"; empty while nothing is known."""
        if self._first is None:
            self._first = (now, standing.pages)
        began, pages = self._first
        done, seconds = standing.pages - pages, now - began
        if done <= 0 or seconds <= 0:
            return ""
        left = (standing.expected - standing.pages) * seconds / done
        return f"{number(done / seconds, 1)} trang/giây, còn {duration(left)}"


@contextlib.contextmanager
def shown_progress(records: Records, batch_id: str, console: Console) -> Iterator[None]:
    """Show how the batch gets on while the block runs."""
    ended = threading.Event()
    show = _show_live if console.is_terminal else _show_lines
    thread = threading.Thread(target=show, args=(records, batch_id, console, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _show_live(records: Records, batch_id: str, console: Console, ended: threading.Event) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("Đang số hóa"),
        BarColumn(),
        TextColumn("{task.fields[pages]}"),
        TextColumn("{task.fields[speed]}"),
    )
    speed = Speed()
    pause = LIVE_SECONDS
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None, pages="", speed="")
        while not ended.wait(pause):
            asked = time.monotonic()
            standing = _standing(records, batch_id)
            pause = max(LIVE_SECONDS, BESIDE * (time.monotonic() - asked))
            if standing is not None:
                progress.update(
                    task,
                    completed=standing.pages,
                    total=standing.expected,
                    pages=_pages(standing),
                    speed=speed.text(standing, time.monotonic()),
                )


def _show_lines(records: Records, batch_id: str, console: Console, ended: threading.Event) -> None:
    speed = Speed()
    while not ended.wait(LINE_SECONDS):
        standing = _standing(records, batch_id)
        if standing is not None:
            rest = speed.text(standing, time.monotonic())
            console.print(f"  {_pages(standing)}{', ' if rest else ''}{rest}")


def _standing(records: Records, batch_id: str) -> Standing | None:
    """None where the records do not answer just now: the work itself waits for them, the display need not."""
    try:
        return Standing.of(records.status(batch_id))
    except SohoaError:
        return None


def _pages(standing: Standing) -> str:
    about = "khoảng " if standing.guessed else ""
    return f"{number(standing.pages)}/{about}{number(standing.expected)} trang"
