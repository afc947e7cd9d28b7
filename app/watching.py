"""Beside the server: looks every half minute whether operators are to be called."""

from __future__ import annotations

import threading

from flows.alerts import look_for_alerts
from flows.health import Health
from models.errors import SohoaError
from pipeline.keeping.records import Records

LOOK_SECONDS = 30.0


class Watch:
    """Looks by itself, in a thread of its own."""

    def __init__(self, records: Records, health: Health, every: float = LOOK_SECONDS) -> None:
        self._records, self._health, self._every = records, health, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                look_for_alerts(self._records, self._health)
            except SohoaError:  # the database is away, and with it the outbox
                continue
