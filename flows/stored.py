"""What was read of a scan, loaded page by page when it is looked at: a file may have thousands of pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, overload

from models.errors import UnexpectedError
from models.page import PageReading
from pipeline.keeping.archive import ArchivePage
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows.dossiers import PageRow

T = TypeVar("T")


class StoredReadings(Sequence[tuple[int, PageReading]]):
    """(page number, reading) of pages that have a reading."""

    def __init__(self, blobs: ObjectStore, pages: Sequence[PageRow]) -> None:
        self._blobs = blobs
        self._pages = pages

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> tuple[int, PageReading]: ...

    @overload
    def __getitem__(self, index: slice) -> StoredReadings: ...

    def __getitem__(self, index: int | slice) -> tuple[int, PageReading] | StoredReadings:
        if isinstance(index, slice):
            return StoredReadings(self._blobs, self._pages[index])
        page = self._pages[index]
        return page.number, load_reading(self._blobs, page)


class StoredPages(Sequence[ArchivePage]):
    """Pages as the archive PDF needs them."""

    def __init__(self, blobs: ObjectStore, pages: Sequence[PageRow]) -> None:
        self._blobs = blobs
        self._pages = pages

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> ArchivePage: ...

    @overload
    def __getitem__(self, index: slice) -> StoredPages: ...

    def __getitem__(self, index: int | slice) -> ArchivePage | StoredPages:
        if isinstance(index, slice):
            return StoredPages(self._blobs, self._pages[index])
        page = self._pages[index]
        return ArchivePage(
            image=self._blobs.get(known(page.image_key)),
            media_type=known(page.image_media_type),
            dpi=known(page.dpi),
            width=known(page.width),
            height=known(page.height),
            reading=load_reading(self._blobs, page),
        )


def load_reading(blobs: ObjectStore, page: PageRow) -> PageReading:
    return PageReading.model_validate_json(blobs.get(known(page.reading_key)))


def known(value: T | None) -> T:
    """A value that the records have by now; raises UnexpectedError if they have not."""
    if value is None:
        raise UnexpectedError
    return value
