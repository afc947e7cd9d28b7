"""What of a batch is to be done next; knows the records, not Prefect."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from models.page import PageState
from pipeline.keeping.records import Records
from pipeline.keeping.rows import ScanState


class Work(Enum):
    RECEIVE = auto()  # a receipt
    OPEN = auto()  # a scan
    READ = auto()  # a page
    UNDERSTAND = auto()  # a scan


@dataclass(frozen=True)
class Job:
    work: Work
    subject_id: str
    scan_id: str = ""  # of a page


class Plan:
    """Hands out jobs in an order that keeps the OCR busy: a file is received and opened when no page waits,
    and understood as soon as its last page has ended, whatever other files do.

    Of all that is waiting only the pages of the files begun are held, so a batch may be of any size.
    """

    def __init__(self, records: Records, receipts: Iterable[tuple[str, str | None]]) -> None:
        """`receipts`: (receipt id, scan id if the file was received before)."""
        self._records = records
        self._receipts = iter(receipts)
        self._ready: deque[Job] = deque()
        self._pages_left: dict[str, int] = {}
        self._begun: set[str] = set()

    def next_job(self) -> Job | None:
        """The next job, None if there is none before one of those handed out is finished."""
        while not self._ready:
            receipt = next(self._receipts, None)
            if receipt is None:
                return None
            receipt_id, scan_id = receipt
            if scan_id is None:
                return Job(Work.RECEIVE, receipt_id)
            self._begin(scan_id)
        return self._ready.popleft()

    def finished(self, job: Job, outcome: str | None) -> None:
        """Take note that the job has ended; `outcome` None: it failed and its failure is in the records."""
        if job.work is Work.READ:
            self._page_ended(job.scan_id)
        elif outcome is None or job.work is Work.UNDERSTAND:
            return
        elif job.work is Work.RECEIVE:
            self._begin(outcome)
        else:
            self._opened(outcome)

    def _begin(self, scan_id: str) -> None:
        """Go on with a scan where an earlier run left it; the same bytes may come twice."""
        if scan_id in self._begun:
            return
        self._begun.add(scan_id)
        scan = self._records.scan(scan_id)
        if scan.state is ScanState.RECEIVED:
            self._ready.append(Job(Work.OPEN, scan_id))
        elif scan.state is ScanState.OPENED:
            self._opened(scan_id)

    def _opened(self, scan_id: str) -> None:
        waiting = [page.id for page in self._records.pages(scan_id) if page.state is PageState.PENDING]
        self._pages_left[scan_id] = len(waiting)
        self._ready.extend(Job(Work.READ, page_id, scan_id) for page_id in waiting)
        if not waiting:
            self._ready.append(Job(Work.UNDERSTAND, scan_id))

    def _page_ended(self, scan_id: str) -> None:
        self._pages_left[scan_id] -= 1
        if self._pages_left[scan_id] == 0:
            del self._pages_left[scan_id]
            self._ready.appendleft(Job(Work.UNDERSTAND, scan_id))
