"""A file that somebody is still writing to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def growing(path: Path, beginning: bytes) -> Iterator[None]:
    """`path` gets some bytes more every few milliseconds."""
    path.write_bytes(beginning)
    done = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.wait(0.02):
                file.write(b"more")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()
