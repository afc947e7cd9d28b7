"""Carrying out `digitise` and `retry`: from paths to a batch that is worked off, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.console import err, out
from app.progress import shown_progress
from app.report import print_summary
from app.uploads import receipt_of, remove_received
from flows.server import prefect_server
from flows.settings import Settings
from flows.workspace import workspace
from models.errors import IncompleteBatchError, SohoaError
from pipeline.intake.collect import Found, collect
from pipeline.intake.limits import Limits
from pipeline.keeping.records import Records

RECEIPTS_AT_ONCE = 1000


def digitise_paths(settings: Settings, paths: Sequence[Path], name: str, office: str) -> bool:
    """Digitise what is in `paths` as batch `name`, for clerks of `office`; whether nothing failed.

    Raises NothingFoundError, BusyError, StoreUnavailableError, RecordsUnavailableError, StoreRefusedError,
    BatchOfOtherOfficeError, IncompleteBatchError.
    """
    with workspace(settings), prefect_server(settings.prefect_home):
        records = _shop_records()
        batch_id = _list_files(records, paths, name, office)
        return _work_off(records, batch_id, name)


def retry_batches(settings: Settings, name: str | None) -> bool:
    """Try again what failed in batch `name`, or in any; whether nothing is left that failed."""
    with workspace(settings), prefect_server(settings.prefect_home):
        records = _shop_records()
        batches = [(batch.id, batch.name) for batch in records.batches()]
        if name is not None:
            batches = [(records.find_batch(name), name)]
        whole = True
        for batch_id, batch_name in batches:
            if records.reset_failed(batch_id):
                whole = _work_off(records, batch_id, batch_name) and whole
            else:
                out.print(f"Lô {batch_name}: không có gì thử lại được.", markup=False)
                whole = not records.status(batch_id).failures and whole
    return whole


def work_off_waiting(settings: Settings) -> None:
    """Do what is left to do of all batches, and of what comes in meanwhile. Raises as `digitise_paths` does;
    IncompleteBatchError if something could not be done, and it is better tried again later."""
    with workspace(settings), prefect_server(settings.prefect_home):
        from flows.digitise import run_batch  # imports Prefect, which reads its settings once

        records = _shop_records()
        while waiting := records.unfinished_batches():
            for batch_id in waiting:
                run_batch(batch_id)
                remove_received(settings, records, batch_id)


def _shop_records() -> Records:
    from flows.workshop import workshop  # takes a second to import, while Prefect's server starts

    return workshop().records


def _list_files(records: Records, paths: Sequence[Path], name: str, office: str) -> str:
    """Have all files in the records before the first is read, so that none can be forgotten."""
    found = collect(paths, Limits())
    first = list(islice(found, RECEIPTS_AT_ONCE))  # a batch is made only if something was found
    batch_id = records.open_batch(name, office)
    if office:
        records.assign_batch(batch_id, office)
    for chunk in _chunks(first, found):
        records.add_receipts(batch_id, [receipt_of(one) for one in chunk])
    return batch_id


def _chunks(first: list[Found], rest: Iterator[Found]) -> Iterator[list[Found]]:
    while first:
        yield first
        first = list(islice(rest, RECEIPTS_AT_ONCE))


def _work_off(records: Records, batch_id: str, name: str) -> bool:
    from flows.digitise import run_batch  # imports Prefect
    from flows.workshop import workshop

    before = workshop().pages_read
    incomplete: type[SohoaError] | None = None
    with shown_progress(records, batch_id, err):
        try:
            run_batch(batch_id)
        except IncompleteBatchError:
            incomplete = IncompleteBatchError
    status = records.status(batch_id)
    print_summary(out, name, status, _types(records, batch_id), workshop().pages_read - before)
    if incomplete is not None:
        raise incomplete
    return not status.failures


def _types(records: Records, batch_id: str) -> Counter[str]:
    scans = records.scans(batch_id)
    return Counter(row.document.document_type for scan in scans for row in records.documents(scan.id))
