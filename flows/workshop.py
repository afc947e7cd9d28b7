"""What the tasks of one process work with: made once, since only ids may be handed to a task."""

from __future__ import annotations

import functools
import queue
import threading
from pathlib import Path

from flows.settings import Settings
from flows.storage import open_blobs, open_records
from flows.understood import Understood
from models.policy import Policy, load_policy, read_thresholds
from pipeline.intake.limits import Limits
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records
from pipeline.matching.person import NORM_VERSION
from pipeline.reading.engine import OcrEngine
from pipeline.reading.tesseract import TesseractEngine


class Workshop:
    """Records, objects, the OCR engine and the local copies of the scans that are being worked on.

    Raises RecordsUnavailableError or StoreUnavailableError when they cannot be reached, RegisterKeysError
    where the register must be made ready for this version first.
    """

    def __init__(self, settings: Settings) -> None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.limits = Limits()
        self.records: Records = open_records(settings)
        self.records.check_keys(NORM_VERSION)
        self.blobs: ObjectStore = open_blobs(settings)
        self.scans = LocalScans(settings.work_dir / "scans", self.blobs)
        self.understood = Understood(self.blobs)
        self.engine: OcrEngine = TesseractEngine()
        self.policy: Policy = _policy(settings)
        self.pages_read = 0
        self.worked_off: queue.SimpleQueue[bool] = queue.SimpleQueue()  # what the flow of a batch tells
        self._lock = threading.Lock()

    def count_page(self) -> None:
        """One more page was read by this process."""
        with self._lock:
            self.pages_read += 1


def _policy(settings: Settings) -> Policy:
    """The policy of acceptance, under the operator's thresholds where there are some."""
    policy = load_policy()
    return policy.under(read_thresholds(settings.thresholds)) if settings.thresholds else policy


class LocalScans:
    """Copies of originals as files, since programs that render pages need a file: one copy a scan."""

    def __init__(self, folder: Path, blobs: ObjectStore) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._blobs = blobs
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def new_file(self, receipt_id: str) -> Path:
        """Where a scan may be written while its id is not yet known; what was there before is gone."""
        path = self._folder / f"{receipt_id}.new"
        path.unlink(missing_ok=True)
        return path

    def adopt(self, scan_id: str, file: Path) -> None:
        """Make the file the local copy of the scan."""
        file.replace(self._folder / scan_id)

    def file(self, scan_id: str) -> Path:
        """The local copy, fetched from the store if it is not there."""
        path = self._folder / scan_id
        with self._lock_of(scan_id):
            if not path.exists():
                fetched = self.new_file(scan_id)
                self._blobs.fetch(original_key(scan_id), fetched)
                fetched.replace(path)
        return path

    def remove(self, scan_id: str) -> None:
        """Drop the local copy; the scan is done."""
        (self._folder / scan_id).unlink(missing_ok=True)
        with self._lock:
            self._locks.pop(scan_id, None)

    def _lock_of(self, scan_id: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(scan_id, threading.Lock())


def original_key(scan_id: str) -> str:
    return f"originals/{scan_id}"


@functools.cache
def workshop() -> Workshop:
    """The workshop of this process, as the environment says."""
    return Workshop(Settings.from_environment())
