"""Work beside the server that is done again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from models.errors import SohoaError


class Repeated:
    """Does `work` every so many seconds, in a thread of its own; what fails is done the next time: the
    records were away, and what is due stays due. `patience`: seconds that `stop` waits for work under way."""

    def __init__(self, work: Callable[[], object], every: float, patience: float | None = None) -> None:
        self._work, self._every, self._patience = work, every, patience
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(self._patience)

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._work()
            except SohoaError:
                continue
