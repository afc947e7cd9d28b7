"""What was read of pages, kept at hand: the fields of one page are shown one after the other."""

from __future__ import annotations

import threading
from collections import OrderedDict

from flows.stored import load_reading
from models.page import PageReading
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows.dossiers import PageRow

MOST = 100  # pages


class Readings:
    """Safe to use from several threads; a page's reading never changes under its key. Raises what the store
    raises."""

    def __init__(self, blobs: ObjectStore) -> None:
        self._blobs = blobs
        self._held: OrderedDict[str, PageReading] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, page: PageRow) -> PageReading | None:
        """None for a page that was not read."""
        key = page.reading_key
        if key is None:
            return None
        with self._lock:
            found = self._held.pop(key, None)
        found = found or load_reading(self._blobs, page)
        with self._lock:
            self._held[key] = found
            if len(self._held) > MOST:
                self._held.popitem(last=False)
        return found
