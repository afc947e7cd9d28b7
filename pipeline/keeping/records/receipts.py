"""Batches, and what came in with each: one receipt for every file or ZIP member that was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from models.errors import BatchOfOtherOfficeError, UnexpectedError, UnknownBatchError
from models.text import clean
from pipeline.keeping.records.database import Database, insert_new, now, row_id
from pipeline.keeping.rows.dossiers import BatchSummary, NewReceipt, ReceiptRow, ReceiptState, ScanState
from pipeline.keeping.tables.dossiers import batches, dossiers, receipts, scans

_CHUNK = 1000


class ReceiptRecords(Database):
    def open_batch(self, name: str, office: str = "") -> str:
        """The id of the batch of this name, which is made for `office` if it is new."""
        batch_id = _batch_id(name)
        with self._writing() as connection:
            row = {"id": batch_id, "name": clean(name), "created_at": now(), "office": office}
            insert_new(connection, batches, [row])
        return batch_id

    def assign_batch(self, batch_id: str, office: str) -> None:
        """Have the clerks of `office` see a batch that belongs to no office yet. Errors:
        BatchOfOtherOfficeError."""
        free = (batches.c.id == batch_id) & batches.c.office.in_(("", office))
        with self._writing() as connection:
            if not connection.execute(update(batches).where(free).values(office=office)).rowcount:
                raise BatchOfOtherOfficeError

    def find_batch(self, name: str) -> str:
        """The id of the batch of this name. Errors: UnknownBatchError."""
        with self._reading() as connection:
            found = connection.scalar(select(batches.c.id).where(batches.c.id == _batch_id(name)))
        if found is None:
            raise UnknownBatchError
        return str(found)

    def batches(self, office: str | None = None) -> list[BatchSummary]:
        """All batches, or those of an office, the oldest first."""
        count = func.count(receipts.c.id).label("receipts")
        counted = (
            select(batches, count)
            .join_from(batches, receipts, isouter=True)
            .group_by(batches.c.id)
            .order_by(batches.c.created_at, batches.c.id)
        )
        if office is not None:
            counted = counted.where(batches.c.office == office)
        with self._reading() as connection:
            return [BatchSummary(**row) for row in connection.execute(counted).mappings()]

    def add_receipts(self, batch_id: str, items: Sequence[NewReceipt]) -> int:
        """Keep what was found; returns how many are new to the batch.

        A file that is there already stays as it is; only one that failed is taken up again as found
        now, since the clerk may have mended it.
        """
        rows = [_receipt(batch_id, item) for item in items]
        folders = {row["dossier_id"]: _dossier(batch_id, item) for row, item in zip(rows, items, strict=True)}
        with self._writing() as connection:
            insert_new(connection, dossiers, list(folders.values()))
            failed = _failed_receipts(connection, batch_id)
            for row in rows:
                if row["id"] in failed:
                    again = {"state": row["state"], "error_code": row["error_code"], "scan_id": None}
                    connection.execute(update(receipts).where(receipts.c.id == row["id"]).values(again))
            chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
            return sum(insert_new(connection, receipts, chunk) for chunk in chunks)

    def receipt(self, receipt_id: str) -> ReceiptRow:
        with self._reading() as connection:
            found = connection.execute(_receipts(receipts.c.id == receipt_id)).mappings().first()
        if found is None:
            raise UnexpectedError
        return ReceiptRow(**found)

    def receipts(self, batch_id: str) -> list[ReceiptRow]:
        """The batch's receipts by dossier and path."""
        return self._receipts_where(receipts.c.batch_id == batch_id)

    def receipts_of_scan(self, scan_id: str) -> list[ReceiptRow]:
        """Every receipt, of any batch, that brought these bytes."""
        return self._receipts_where(receipts.c.scan_id == scan_id)

    def dossier_scans(self, scan_id: str, most: int) -> list[str]:
        """The other scans of the dossiers that a scan came with, in a fixed order; none where one of these
        has more than `most` files: that is a pile, not a dossier."""
        with self._reading() as connection:
            own = select(receipts.c.dossier_id).where(receipts.c.scan_id == scan_id).distinct()
            folders = list(connection.scalars(own))
            enough = most * len(folders)
            in_them = receipts.c.dossier_id.in_(folders)
            of_them = select(receipts.c.dossier_id, receipts.c.scan_id).where(in_them).limit(enough + 1)
            found = connection.execute(of_them).all()
        files = Counter(row.dossier_id for row in found)
        if len(found) > enough or any(count > most for count in files.values()):
            return []
        return sorted({row.scan_id for row in found} - {scan_id, None})

    def receipt_received(self, receipt_id: str, scan_id: str, size: int, media_type: str) -> None:
        """The bytes of a receipt are kept as scan `scan_id`; the same bytes are one scan wherever they
        came from."""
        with self._writing() as connection:
            of_receipt = select(receipts.c.batch_id).where(receipts.c.id == receipt_id)
            scan = {
                "id": scan_id,
                "size": size,
                "media_type": media_type,
                "state": ScanState.RECEIVED,
                "version": 1,
                "first_batch_id": connection.execute(of_receipt).scalar_one(),
            }
            insert_new(connection, scans, [scan])
            done = {"state": ReceiptState.RECEIVED, "scan_id": scan_id, "error_code": None}
            connection.execute(update(receipts).where(receipts.c.id == receipt_id).values(done))

    def receipt_failed(self, receipt_id: str, code: str) -> None:
        """Only from `listed`."""
        listed = (receipts.c.id == receipt_id) & (receipts.c.state == ReceiptState.LISTED)
        failed = {"state": ReceiptState.FAILED, "error_code": code}
        with self._writing() as connection:
            connection.execute(update(receipts).where(listed).values(failed))

    def _receipts_where(self, condition: ColumnElement[bool]) -> list[ReceiptRow]:
        with self._reading() as connection:
            rows = [ReceiptRow(**row) for row in connection.execute(_receipts(condition)).mappings()]
        return sorted(rows, key=_place)  # here, because databases differ in how they order text


def _batch_id(name: str) -> str:
    return row_id("batch", clean(name))


def _dossier(batch_id: str, item: NewReceipt) -> dict[str, Any]:
    return {
        "id": row_id("dossier", batch_id, item.dossier),
        "batch_id": batch_id,
        "name": item.dossier,
        "code": item.dossier_code,
    }


def _receipt(batch_id: str, item: NewReceipt) -> dict[str, Any]:
    return {
        "id": row_id("receipt", batch_id, str(item.path), item.member or ""),
        "batch_id": batch_id,
        "dossier_id": row_id("dossier", batch_id, item.dossier),
        "name": item.name,
        "path": item.path,
        "member": item.member,
        "state": ReceiptState.FAILED if item.error_code else ReceiptState.LISTED,
        "error_code": item.error_code,
        "scan_id": None,
    }


def _failed_receipts(connection: Connection, batch_id: str) -> set[str]:
    """Receipts that failed, or whose bytes could not be opened."""
    unopened = (scans.c.state == ScanState.FAILED) & scans.c.page_count.is_(None)
    failed = (receipts.c.state == ReceiptState.FAILED) | unopened
    joined = receipts.outerjoin(scans, receipts.c.scan_id == scans.c.id)
    ids = select(receipts.c.id).select_from(joined).where(receipts.c.batch_id == batch_id, failed)
    return set(connection.scalars(ids))


def _receipts(condition: ColumnElement[bool]) -> Select[Any]:
    """The columns of a ReceiptRow."""
    r, d = receipts.c, dossiers.c
    own = (r.id, r.batch_id, r.name, r.path, r.member, r.state, r.error_code, r.scan_id)
    columns = (*own, d.name.label("dossier"), d.code.label("dossier_code"))
    return select(*columns).join_from(receipts, dossiers).where(condition)


def _place(row: ReceiptRow) -> tuple[str, str, str]:
    return row.dossier, str(row.path), row.member or ""
