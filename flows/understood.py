"""What the scans of a dossier say. Each is heard for every other one, and yet understood once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from flows.arranged import documents_of
from models.arrangement import Arrangement
from models.dossier import Document
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows import PageRow

LONGEST = 100  # pages; the papers of a longer scan are not held together
MOST = 400  # pages whose papers are held

Key = tuple[str, str | None, tuple[str | None, ...]]


class Understood:
    """The documents of scans, from their readings and nothing else, so that it makes no difference whether
    they were held or are worked out: readings never change, and what the register knows is asked later."""

    def __init__(self, blobs: ObjectStore) -> None:
        self._blobs = blobs
        self._held: OrderedDict[Key, tuple[Document, ...]] = OrderedDict()  # the one asked for last is last
        self._lock = threading.Lock()

    def documents(
        self, scan_id: str, pages: Sequence[PageRow], arrangement: Arrangement | None = None
    ) -> Iterator[Document]:
        """The documents of a scan from these pages of it, all of which were read, as arranged."""
        if len(pages) > LONGEST:
            yield from documents_of(self._blobs, scan_id, pages, arrangement)
            return
        told = arrangement.model_dump_json() if arrangement else None
        key = scan_id, told, tuple(page.reading_key for page in pages)
        with self._lock:
            found = self._held.pop(key, None)
        if found is None:
            found = tuple(documents_of(self._blobs, scan_id, pages, arrangement))
        with self._lock:
            self._held[key] = found
            while sum(len(keys) for _, _, keys in self._held) > MOST:
                self._held.popitem(last=False)
        yield from found
