"""Working off what was handed in through the browser, in a process of its own beside the server.

The server only looks whether something waits and starts `sohoa work`; that process ends when nothing is
left. So a page that needs much memory or a crash costs the desk nothing, and what was left undone is taken
up again.
"""

from __future__ import annotations

import subprocess
import sys
import threading

from models.errors import SohoaError
from pipeline.keeping.records import Records

LOOK_SECONDS = 1.0
MOST_PATIENCE = 60.0  # seconds between tries that fail


class Worker:
    """Starts the process whenever something waits, one at a time."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Also the process; what it was doing is done again by the next."""
        self._ended.set()
        if self._process is not None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause = LOOK_SECONDS
        while not self._ended.wait(pause):
            if self._something_waits():
                failed = self._work() != 0
                pause = min(MOST_PATIENCE, 2 * pause) if failed else LOOK_SECONDS

    def _something_waits(self) -> bool:
        try:
            return bool(self._records.unfinished_batches())
        except SohoaError:
            return False

    def _work(self) -> int:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "work"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        if self._ended.is_set():
            self._process.terminate()
        return self._process.wait()
