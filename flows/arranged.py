"""A scan's documents as a clerk arranged its pages, or as the machine does where nobody did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.stored import StoredReadings
from models.arrangement import Arrangement
from models.dossier import Document
from models.page import PageState
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows.dossiers import PageRow
from pipeline.understanding.understand import understand, understand_arranged


def documents_of(
    blobs: ObjectStore, scan_id: str, pages: Sequence[PageRow], arrangement: Arrangement | None
) -> Iterator[Document]:
    """The documents of the `pages` that were read. Pages that were not yet when a clerk arranged the others
    are left to the machine; of an arranged paper those are taken that are there."""
    left = {page.number: page for page in pages}
    for paper in arrangement.papers if arrangement else ():
        own = [left.pop(number) for number in paper.pages if number in left]
        if own:
            yield understand_arranged(scan_id, StoredReadings(blobs, own), paper.document_type)
    yield from understand(scan_id, StoredReadings(blobs, [page for page in pages if page.number in left]))


def pages_read(pages: Sequence[PageRow]) -> list[PageRow]:
    """Those that have a reading that counts: not one that a clerk wants scanned again."""
    return [page for page in pages if page.reading_key is not None and page.state is not PageState.FAILED]


def turns_of(arrangement: Arrangement | None, number: int) -> int | None:
    """The quarter turns to the left by which a clerk said that a page is upright, None where nobody did."""
    return arrangement.turns.get(number) if arrangement else None
