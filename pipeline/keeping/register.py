"""Reading the register's file, CSV or Parquet, in batches.

One unusable row costs that row only. A file of any size needs the memory of one batch and of the citizen
ids seen, by which a citizen told twice is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from models.errors import (
    NotAFileError,
    RegisterEncodingError,
    RegisterHeaderError,
    RegisterRowError,
    SohoaError,
    UnreadableFileError,
)
from models.register import Told
from models.text import clean
from pipeline.keeping.register_csv import read_csv_rows
from pipeline.keeping.register_parquet import MAGIC, read_parquet_rows

SEXES = ("male", "female", None)
BATCH_ROWS = 1000
CELL_CHARACTERS = 1000
BAD_ROWS_LISTED = 1000

_NUMBER = re.compile("[0-9]{9}|[0-9]{12}")  # old and new identity numbers
_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_UNDECODED = re.compile("[\udc80-\udcff]")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes them
_LETTERS = "[!-~\u00c0-\u02ff\u1ea0-\u1ef9]+"  # of which each is one, and in no other spelling
_PLAIN = re.compile(f"{_LETTERS}(?: {_LETTERS})*")

Rows = Iterator[tuple[int, list[str] | None]]


@dataclass
class ImportReport:
    """`imported`: new or changed; `bad`: rows that could not be used, the first of them as (line of a CSV
    file on which the row begins, or number of a Parquet file's row; error code) in `bad_rows`."""

    imported: int = 0
    unchanged: int = 0
    bad: int = 0
    bad_rows: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.imported + self.unchanged + self.bad

    def note_bad(self, line: int, error: SohoaError) -> None:
        self.bad += 1
        if len(self.bad_rows) < BAD_ROWS_LISTED:
            self.bad_rows.append((line, error.code))


def read_batches(path: Path, report: ImportReport) -> Iterator[list[Told]]:
    """The usable rows, BATCH_ROWS at a time; the others are noted in the report.

    Errors: NotAFileError, UnreadableFileError, RegisterFormatError, RegisterHeaderError (columns other than
    the fields of Told, in any order).
    """
    batch: list[Told] = []
    for told in _read(open_rows(path), report):
        batch.append(told)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def open_rows(path: Path) -> Rows:
    """The rows of a CSV or Parquet file with their numbers, the header first."""
    if not path.exists():
        raise UnreadableFileError
    if not path.is_file():
        raise NotAFileError
    try:
        with path.open("rb") as file:
            is_parquet = file.read(len(MAGIC)) == MAGIC
    except OSError:
        raise UnreadableFileError from None
    return read_parquet_rows(path) if is_parquet else read_csv_rows(path)


def _read(rows: Rows, report: ImportReport) -> Iterator[Told]:
    order = read_header(rows, Told._fields)
    seen: set[int] = set()
    for line, cells in rows:
        try:
            told = _told(order, cells)
            if hash(told.citizen_id) in seen:
                raise RegisterRowError  # which of the two is right only the sender knows
        except (RegisterRowError, RegisterEncodingError) as error:
            report.note_bad(line, error)
            continue
        seen.add(hash(told.citizen_id))
        yield told


def read_header(rows: Rows, fields: Sequence[str]) -> list[int]:
    """Where each field stands in a row. Errors: RegisterHeaderError for other columns than these."""
    _, cells = next(rows, (1, None))
    columns = [cell.strip() for cell in cells or ()]
    if sorted(columns) != sorted(fields):
        raise RegisterHeaderError
    return [columns.index(name) for name in fields]


def _told(order: list[int], cells: list[str] | None) -> Told:
    if cells is None or len(cells) != len(order):
        raise RegisterRowError
    told = Told(*[cleaned(cells[at]) for at in order])  # type: ignore[arg-type]
    if not _is_usable(told):
        raise RegisterRowError
    return told


def cleaned(cell: str) -> str | None:
    """One cell's text; None for an empty one. Errors: RegisterEncodingError."""
    if _PLAIN.fullmatch(cell):  # most cells are clean: cleaning all would take longer than reading them
        return cell
    if _UNDECODED.search(cell):
        raise RegisterEncodingError
    return _UNKEEPABLE.sub("\ufffd", clean(cell)) or None


def _is_usable(told: Told) -> bool:
    numbers = (told.personal_id, told.old_id)
    return bool(
        told.citizen_id
        and told.full_name
        and told.sex in SEXES
        and all(number is None or _NUMBER.fullmatch(number) for number in numbers)
        and (told.date_of_birth is None or is_date(told.date_of_birth))
        and all(cell is None or len(cell) <= CELL_CHARACTERS for cell in told)
    )


def is_date(text: str) -> bool:
    """YYYY-MM-DD, YYYY-MM or YYYY, and in the calendar."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
