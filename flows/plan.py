"""What of a batch is to be done next; knows the records, not Prefect."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from models.page import PageState
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import ScanState

LARGEST_DOSSIER = 20  # files; a folder of more is a pile that came from a scanner


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


@dataclass
class _Dossier:
    """A dossier on its way. `left`: files that are not yet read; `read`: scans that wait to be understood;
    `whole`: no more files of it are to come."""

    name: str | None
    files: int = 0
    left: int = 0
    read: list[str] = field(default_factory=list)
    whole: bool = False

    @property
    def may_be_understood(self) -> bool:
        return (self.whole and self.left == 0) or self.files > LARGEST_DOSSIER


class Plan:
    """Hands out jobs in an order that keeps the OCR busy: a file is received and opened when no page waits,
    and a dossier's scans are understood when the last page of its last file has ended, since its papers bear
    witness to each other; those of a pile as soon as they are read.

    Of all that is waiting only what belongs to the dossiers begun is held, so a batch may be of any size.
    """

    def __init__(self, records: Records, receipts: Iterable[tuple[str, str | None, str]]) -> None:
        """`receipts`: (receipt id, scan id if the file was received before, dossier), dossier by dossier."""
        self._records = records
        self._receipts = iter(receipts)
        self._ready: deque[Job] = deque()
        self._pages_left: dict[str, int] = {}
        self._begun: set[str] = set()
        self._dossier = _Dossier(None)  # the one whose files are being taken
        self._of: dict[str, _Dossier] = {}  # by the id of a receipt or scan on its way

    def next_job(self) -> Job | None:
        """The next job, None if there is none before one of those handed out is finished."""
        while not self._ready:
            receipt = next(self._receipts, None)
            self._enter(receipt[2] if receipt else None)
            if receipt is None:
                break
            receipt_id, scan_id, _ = receipt
            self._dossier.files += 1
            self._dossier.left += 1
            if scan_id is None:
                self._of[receipt_id] = self._dossier
                return Job(Work.RECEIVE, receipt_id)
            self._begin(scan_id, self._dossier)
        return self._ready.popleft() if self._ready else None

    def finished(self, job: Job, outcome: str | None) -> None:
        """Take note that the job has ended; `outcome` None: it failed and its failure is in the records."""
        if job.work is Work.READ:
            self._page_ended(job.scan_id)
        elif job.work is Work.RECEIVE:
            dossier = self._of.pop(job.subject_id)
            if outcome is None:
                self._ended(dossier)
            else:
                self._begin(outcome, dossier)
        elif job.work is Work.OPEN:
            if outcome is None:
                self._ended(self._of.pop(job.subject_id))
            else:
                self._opened(outcome)

    def _enter(self, dossier: str | None) -> None:
        """The next file belongs to this dossier, or there is none."""
        if dossier != self._dossier.name:
            self._dossier.whole = True
            self._release(self._dossier)
            self._dossier = _Dossier(dossier)

    def _begin(self, scan_id: str, dossier: _Dossier) -> None:
        """Go on with a scan where an earlier run left it; the same bytes may come twice."""
        known = scan_id in self._begun
        self._begun.add(scan_id)
        state = None if known else self._records.scan(scan_id).state
        if state is ScanState.RECEIVED:
            self._of[scan_id] = dossier
            self._ready.append(Job(Work.OPEN, scan_id))
        elif state is ScanState.OPENED:
            self._of[scan_id] = dossier
            self._opened(scan_id)
        else:
            self._ended(dossier)

    def _opened(self, scan_id: str) -> None:
        waiting = [page.id for page in self._records.pages(scan_id) if page.state is PageState.PENDING]
        self._pages_left[scan_id] = len(waiting)
        self._ready.extend(Job(Work.READ, page_id, scan_id) for page_id in waiting)
        if not waiting:
            self._read(scan_id)

    def _page_ended(self, scan_id: str) -> None:
        self._pages_left[scan_id] -= 1
        if self._pages_left[scan_id] == 0:
            self._read(scan_id)

    def _read(self, scan_id: str) -> None:
        del self._pages_left[scan_id]
        dossier = self._of.pop(scan_id)
        dossier.read.append(scan_id)
        self._ended(dossier)

    def _ended(self, dossier: _Dossier) -> None:
        """One file less is on its way."""
        dossier.left -= 1
        self._release(dossier)

    def _release(self, dossier: _Dossier) -> None:
        if dossier.may_be_understood:
            self._ready.extendleft(Job(Work.UNDERSTAND, scan_id) for scan_id in reversed(dossier.read))
            dossier.read.clear()
