"""Connections for statements straight at the driver: taken and put back, with nothing done in between.

SQLAlchemy's own pool takes a tenth of the time of an answer.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

MOST = 15  # at one time; who wants one more waits
IDLE_SECONDS = 5.0  # a connection that nobody used for longer may be gone


class Connections:
    """Shared by threads. `engine` opens a connection each time (NullPool) and keeps none; AUTOCOMMIT."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: deque[tuple[Any, float]] = deque()
        self._turn = threading.BoundedSemaphore(MOST)

    @contextmanager
    def one(self) -> Iterator[Any]:
        """A connection as the driver gives it; a transaction that is not ended is undone. Raises what the
        driver raises."""
        with self._turn:
            held = self._take()
            try:
                yield held.driver_connection
                if _in_transaction(held.driver_connection):
                    held.driver_connection.rollback()
            except BaseException:
                held.close()
                raise
            self._free.append((held, time.monotonic()))

    def close(self) -> None:
        while self._free:
            held, _ = self._free.pop()
            held.close()

    def _take(self) -> Any:
        """The one that was used last, if it still works."""
        while self._free:
            try:
                held, used = self._free.pop()
            except IndexError:  # another thread was faster
                break
            if time.monotonic() - used < IDLE_SECONDS or self._answers(held):
                return held
        return self._engine.raw_connection()

    def _answers(self, held: Any) -> bool:
        try:
            self._engine.dialect.do_ping(held.driver_connection)
        except Exception:
            held.invalidate()
            return False
        return True


def _in_transaction(raw: Any) -> bool:
    told = getattr(raw, "in_transaction", None)  # sqlite3's
    return bool(told if told is not None else raw.pgconn.transaction_status)
