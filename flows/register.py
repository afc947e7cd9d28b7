"""Import of the register: keeping reads the file, matching makes each citizen ready to be found, keeping
takes them over.

Making ready is the dear part, so worker processes do it. What they made waits in a file, and the records
are locked only while all of it goes in, a million citizens at a time.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from flows.workers import in_order, settle
from models.errors import RegisterEncodingError, RegisterRowError, UnreadableFileError
from models.matching import load_matching
from models.register import Change, Known, Told
from pipeline.keeping.identifiers import read_identifiers
from pipeline.keeping.records import Records
from pipeline.keeping.register import ImportReport, read_batches
from pipeline.matching.person import NORM_VERSION
from pipeline.matching.register import identifier_keys, prepare

BATCHES_AT_ONCE = 1000  # of 1000 citizens: how many become known together
IDS_AT_ONCE = 1000
Pair = tuple[Told, Known | None]


def import_register(
    path: Path, records: Records, source: str, progress: Callable[[int], None]
) -> ImportReport:
    """Take over the citizens of a CSV or Parquet file; `progress` is told how many rows were read.

    Run again, unchanged rows cost nothing but reading. Errors: NotAFileError, UnreadableFileError,
    RegisterFormatError, RegisterHeaderError, RegisterKeysError, RecordsUnavailableError.
    """
    records.check_keys(NORM_VERSION)
    report = ImportReport()
    prepared = in_order(_prepare, _changed(read_batches(path, report), records, report, progress), get_ready)
    with tempfile.TemporaryFile(prefix="sohoa-register-") as spool:
        while waiting := _spool(islice(prepared, BATCHES_AT_ONCE), spool):
            records.take_citizens(_spooled(spool, waiting), source, NORM_VERSION)
    progress(report.rows)
    return report


def _changed(
    batches: Iterable[list[Told]], records: Records, report: ImportReport, progress: Callable[[int], None]
) -> Iterator[list[Pair]]:
    """(citizen, what the register holds now) of those who are new or changed."""
    for batch in batches:
        known = records.known_citizens([told.citizen_id for told in batch])
        pairs = ((told, known.get(told.citizen_id)) for told in batch)
        changed = [pair for pair in pairs if _is_news(*pair)]
        report.imported += len(changed)
        report.unchanged += len(batch) - len(changed)
        progress(report.rows)
        if changed:
            yield changed


def _is_news(told: Told, known: Known | None) -> bool:
    return known is None or told != known.told


def get_ready() -> None:
    """For each process that makes citizens ready."""
    prepare(Told("", "", residence="Xã"), load_matching())  # the gazetteer is read
    settle()


def _prepare(pairs: list[Pair]) -> bytes:
    """The changes, as they wait in the file: a worker's time is cheaper than that of the one who writes."""
    matching = load_matching()
    changes = [
        Change(prepare(told, matching), (known.row, prepare(known.told, matching)) if known else None)
        for told, known in pairs
    ]
    return pickle.dumps(changes, pickle.HIGHEST_PROTOCOL)


def _spool(batches: Iterable[bytes], spool: IO[bytes]) -> int:
    spool.seek(0)
    spool.truncate()
    count = sum(1 for batch in batches if spool.write(batch))
    spool.seek(0)
    return count


def _spooled(spool: IO[bytes], batches: int) -> Iterator[list[Change]]:
    for _ in range(batches):
        changes: list[Change] = pickle.load(spool)
        yield changes


def import_identifiers(path: Path, records: Records, source: str) -> ImportReport:
    """Take over what else citizens are or were known by; may be run again. A row about nobody of the register
    is a bad one. Errors: those of import_register."""
    records.check_keys(NORM_VERSION)
    report = ImportReport()
    matching = load_matching()
    for batch in read_identifiers(path, report):
        known = records.known_citizens(list({one.citizen_id for _, one in batch}))
        told = []
        for line, one in batch:
            if one.citizen_id in known:
                told.append((one, identifier_keys(known[one.citizen_id].told, one, matching)))
            else:
                report.note_bad(line, RegisterRowError())
        changed = records.take_identifiers(told, source, NORM_VERSION)
        report.imported += changed
        report.unchanged += len(told) - changed
    return report


def remove_listed(path: Path, records: Records, source: str) -> int:
    """Those whose ids a file lists, one on a line; returns how many there were. Errors: UnreadableFileError,
    RegisterEncodingError, RegisterKeysError, RecordsUnavailableError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        raise UnreadableFileError from None
    except UnicodeDecodeError:
        raise RegisterEncodingError from None
    return remove_citizens([line.strip() for line in lines if line.strip()], records, source)


def remove_citizens(ids: Sequence[str], records: Records, source: str) -> int:
    """Citizens who are no longer in the authoritative system; what was told of them stays. Returns how
    many."""
    records.check_keys(NORM_VERSION)
    matching = load_matching()
    gone = []
    for at in range(0, len(ids), IDS_AT_ONCE):
        known = records.known_citizens(ids[at : at + IDS_AT_ONCE])
        gone.append([Change(None, (one.row, prepare(one.told, matching))) for one in known.values()])
    if any(gone):
        records.take_citizens(gone, source, NORM_VERSION)
    return sum(map(len, gone))
