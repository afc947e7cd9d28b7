"""Scans (the bytes of a file, known by their SHA-256) and their pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Update, select, update

from models.errors import UnexpectedError
from models.page import PageState
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.rows.dossiers import PageRow, ScanRow, ScanState
from pipeline.keeping.tables.dossiers import pages, receipts, scans


class ScanRecords(Database):
    def scan(self, scan_id: str) -> ScanRow:
        with self._reading() as connection:
            found = connection.execute(_scans(scans.c.id == scan_id)).mappings().first()
        if found is None:
            raise UnexpectedError
        return ScanRow(**found)

    def scans(self, batch_id: str) -> list[ScanRow]:
        """The batch's scans, each once."""
        of_batch = select(receipts.c.scan_id).where(receipts.c.batch_id == batch_id)
        with self._reading() as connection:
            found = connection.execute(_scans(scans.c.id.in_(of_batch)).order_by(scans.c.id)).mappings()
            return [ScanRow(**row) for row in found]

    def scan_opened(self, scan_id: str, page_count: int) -> None:
        """Only from `received`: the scan has pages 1 to `page_count`, all pending if they are new."""
        with self._writing() as connection:
            lock = select(scans.c.state, scans.c.page_count).where(scans.c.id == scan_id).with_for_update()
            scan = connection.execute(lock).one()
            if scan.page_count not in (None, page_count):
                raise UnexpectedError  # the same bytes cannot have another number of pages
            if scan.state != ScanState.RECEIVED:
                return
            insert_new(connection, pages, [_new_page(scan_id, number + 1) for number in range(page_count)])
            opened = {"state": ScanState.OPENED, "page_count": page_count, "opened_at": now()}
            connection.execute(update(scans).where(scans.c.id == scan_id).values(opened))

    def scan_failed(self, scan_id: str, code: str) -> None:
        """Only before it is done."""
        undone = (scans.c.id == scan_id) & (scans.c.state != ScanState.DONE)
        with self._writing() as connection:
            connection.execute(update(scans).where(undone).values(state=ScanState.FAILED, error_code=code))

    def page(self, page_id: str) -> PageRow:
        with self._reading() as connection:
            found = connection.execute(select(pages).where(pages.c.id == page_id)).mappings().first()
        if found is None:
            raise UnexpectedError
        return PageRow(**found)

    def pages(self, scan_id: str) -> list[PageRow]:
        """The scan's pages in order."""
        in_order = select(pages).where(pages.c.scan_id == scan_id).order_by(pages.c.number)
        with self._reading() as connection:
            return [PageRow(**row) for row in connection.execute(in_order).mappings()]

    def page_done(
        self,
        page_id: str,
        state: PageState,
        *,
        image_key: str,
        image_media_type: str,
        reading_key: str,
        width: int,
        height: int,
        dpi: int,
        seconds: float,
    ) -> None:
        """Only from `pending`: a second call changes nothing. The objects are in the store already."""
        if state in (PageState.PENDING, PageState.FAILED):
            raise UnexpectedError
        done = _pending(page_id).values(
            state=state,
            image_key=image_key,
            image_media_type=image_media_type,
            reading_key=reading_key,
            width=width,
            height=height,
            dpi=dpi,
            seconds=seconds,
            ended_at=now(),
        )
        with self._writing() as connection:
            connection.execute(done)

    def page_failed(
        self,
        page_id: str,
        code: str,
        *,
        image_key: str | None = None,
        image_media_type: str | None = None,
        width: int | None = None,
        height: int | None = None,
        dpi: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Only from `pending`. The image is there if the page failed after it was rendered."""
        failed = _pending(page_id).values(
            state=PageState.FAILED,
            error_code=code,
            image_key=image_key,
            image_media_type=image_media_type,
            width=width,
            height=height,
            dpi=dpi,
            seconds=seconds,
            ended_at=now(),
        )
        with self._writing() as connection:
            connection.execute(failed)


def page_id(scan_id: str, number: int) -> str:
    return f"{scan_id}-{number}"


def _scans(condition: ColumnElement[bool]) -> Select[Any]:
    """The columns of a ScanRow."""
    return select(*[column for column in scans.c if column is not scans.c.first_batch_id]).where(condition)


def _new_page(scan_id: str, number: int) -> dict[str, Any]:
    return {"id": page_id(scan_id, number), "scan_id": scan_id, "number": number, "state": PageState.PENDING}


def _pending(page_id: str) -> Update:
    return update(pages).where(pages.c.id == page_id, pages.c.state == PageState.PENDING)
