"""Import of the register: a CSV file as another system exported it, row by row, in batches.

One unusable row costs that row only. A file of any size needs the memory of one batch and of the citizen
ids seen, by which a citizen told twice is noticed.
"""

from __future__ import annotations

import csv
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol, TextIO

from models.dossier import Citizen
from models.errors import (
    NotAFileError,
    RegisterEncodingError,
    RegisterHeaderError,
    RegisterRowError,
    SohoaError,
    UnreadableFileError,
)
from models.text import clean

COLUMNS = frozenset(Citizen.model_fields)
SEXES = ("male", "female", None)
BATCH_ROWS = 1000
CELL_CHARACTERS = 1000
LINE_CHARACTERS = 20_000  # eleven cells with room to spare
ROW_LINES = 20  # a cell may hold line breaks; a quote that is never closed may not swallow the file
BAD_ROWS_LISTED = 1000

_NUMBER = re.compile("[0-9]{9}|[0-9]{12}")  # old and new identity numbers
_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_UNDECODED = re.compile("[\udc80-\udcff]")


class Register(Protocol):
    """Where citizens are kept: Records is one."""

    def upsert_citizens(self, rows: Sequence[Citizen], source: str) -> tuple[int, int]: ...


@dataclass
class ImportReport:
    """`imported`: new or changed; `bad`: rows that could not be used, the first of them as (line of the file
    on which the row begins, error code) in `bad_rows`."""

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


def import_register(
    path: Path, records: Register, source: str, progress: Callable[[int], None]
) -> ImportReport:
    """Take over the citizens of a CSV file; `progress` is told how many rows are done so far.

    Run again, unchanged rows cost nothing but reading. Errors: NotAFileError, UnreadableFileError,
    RegisterHeaderError (columns other than COLUMNS, in any order), RecordsUnavailableError.
    """
    report = ImportReport()
    with _open(path) as file:
        for batch in _batches(_read_citizens(file, report)):
            changed, unchanged = records.upsert_citizens(batch, source)
            report.imported += changed
            report.unchanged += unchanged
            progress(report.rows)
    progress(report.rows)
    return report


def _open(path: Path) -> TextIO:
    """The file as text; bytes that are not UTF-8 come as lone surrogates, so that their row is known."""
    try:
        return open(path, encoding="utf-8-sig", errors="surrogateescape", newline="", opener=_open_regular)
    except OSError:
        raise UnreadableFileError from None


def _open_regular(path: str, flags: int) -> int:
    # Without waiting: a FIFO that nobody writes to would hold us for ever.
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotAFileError


def _batches(citizens: Iterator[Citizen]) -> Iterator[list[Citizen]]:
    batch: list[Citizen] = []
    for citizen in citizens:
        batch.append(citizen)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_citizens(file: TextIO, report: ImportReport) -> Iterator[Citizen]:
    """The usable rows; the others are noted in the report."""
    rows = _Rows(file)
    columns = _read_header(rows)
    seen: set[str] = set()
    for line, cells in rows:
        try:
            citizen = _citizen(columns, cells)
            if citizen.citizen_id in seen:
                raise RegisterRowError  # which of the two is right only the sender knows
        except (RegisterRowError, RegisterEncodingError) as error:
            report.note_bad(line, error)
            continue
        seen.add(citizen.citizen_id)
        yield citizen


def _read_header(rows: _Rows) -> list[str]:
    _, cells = next(rows, (1, None))
    columns = [cell.strip() for cell in cells or ()]
    if len(columns) != len(COLUMNS) or set(columns) != COLUMNS:
        raise RegisterHeaderError
    return columns


def _citizen(columns: list[str], cells: list[str] | None) -> Citizen:
    if cells is None or len(cells) != len(columns):
        raise RegisterRowError
    if any(_UNDECODED.search(cell) for cell in cells):
        raise RegisterEncodingError
    told = {column: clean(cell) or None for column, cell in zip(columns, cells, strict=True)}
    if not _is_usable(told):
        raise RegisterRowError
    return Citizen.model_validate(told)


def _is_usable(told: dict[str, str | None]) -> bool:
    numbers = (told["personal_id"], told["old_id"])
    return bool(
        told["citizen_id"]
        and told["full_name"]
        and told["sex"] in SEXES
        and all(number is None or _NUMBER.fullmatch(number) for number in numbers)
        and (told["date_of_birth"] is None or _is_date(told["date_of_birth"]))
        and all(cell is None or len(cell) <= CELL_CHARACTERS for cell in told.values())
    )


def _is_date(text: str) -> bool:
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


class _Rows:
    """The rows of a CSV file as (line on which the row begins, cells); cells are None for a row that
    cannot be told apart: quoted wrongly, too long, or never closed. The next line then begins the next row.
    """

    def __init__(self, file: TextIO) -> None:
        self._lines = _Lines(file)
        self._reader = csv.reader(self._lines, strict=True)

    def __iter__(self) -> _Rows:
        return self

    def __next__(self) -> tuple[int, list[str] | None]:
        cells: list[str] | None = []
        while cells == []:  # an empty line is no row
            self._lines.row.clear()
            cells = self._read()
        return self._lines.number - len(self._lines.row) + 1, cells

    def _read(self) -> list[str] | None:
        try:
            return next(self._reader)
        except (csv.Error, RegisterRowError):
            self._lines.give_back_all_but_one()
            self._reader = csv.reader(self._lines, strict=True)
            return None


class _Lines:
    """The lines of a file, limited; knows those of the row being read and can give them once more."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.row) == ROW_LINES:
            raise RegisterRowError
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.row.append(line)
        if len(line) > LINE_CHARACTERS:
            raise RegisterRowError
        return line

    def give_back_all_but_one(self) -> None:
        self._again.extendleft(reversed(self.row[1:]))
        self.number -= len(self.row) - 1
        del self.row[1:]

    def _read(self) -> str:
        """The next line; of one that is too long only the beginning, longer than the limit."""
        line = rest = self._read_part()
        while len(rest) > LINE_CHARACTERS and not rest.endswith(("\n", "\r")):
            rest = self._read_part()
        return line

    def _read_part(self) -> str:
        try:
            return self._file.readline(LINE_CHARACTERS + 1)
        except OSError:
            raise UnreadableFileError from None
