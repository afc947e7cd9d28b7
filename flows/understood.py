"""What the scans of a dossier say. Each is heard for every other one, and yet it is understood once, and its
persons are looked for once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple

from flows.arranged import documents_of
from models.arrangement import Arrangement
from models.dossier import Document
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows.dossiers import PageRow

LONGEST = 100  # pages; the papers of a longer scan are not held together
MOST = 400  # pages whose papers are held

Key = tuple[str, str | None, tuple[str | None, ...], Hashable]


class Asked(NamedTuple):
    """What else is asked about each document, and on what its answer depends beside the document: the
    register as it stands, the regulations in force."""

    ask: Callable[[Document], Document]
    state: Hashable


class Understood:
    """The documents of scans, so that it makes no difference whether they were held or are worked out:
    readings never change, and where what is asked beside them answers otherwise, its state is another."""

    def __init__(self, blobs: ObjectStore) -> None:
        self._blobs = blobs
        self._held: OrderedDict[Key, tuple[Document, ...]] = OrderedDict()  # the one asked for last is last
        self._lock = threading.Lock()

    def documents(
        self, scan_id: str, pages: Sequence[PageRow], arrangement: Arrangement | None, asked: Asked
    ) -> Iterator[Document]:
        """The documents of a scan from these pages of it, all of which were read, as arranged."""
        documents = map(asked.ask, documents_of(self._blobs, scan_id, pages, arrangement))
        if len(pages) > LONGEST:
            yield from documents
            return
        told = arrangement.model_dump_json() if arrangement else None
        key = scan_id, told, tuple(page.reading_key for page in pages), asked.state
        with self._lock:
            found = self._held.pop(key, None)
        if found is None:
            found = tuple(documents)
        with self._lock:
            self._held[key] = found
            while sum(len(readings) for _, _, readings, _ in self._held) > MOST:
                self._held.popitem(last=False)
        yield from found
