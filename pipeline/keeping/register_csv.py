"""The rows of a CSV file as another system exported it, however it is broken."""

from __future__ import annotations

import csv
import os
import stat
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from models.errors import NotAFileError, RegisterRowError, UnreadableFileError

LINE_CHARACTERS = 20_000  # eleven cells with room to spare
ROW_LINES = 20  # a cell may hold line breaks; a quote that is never closed may not swallow the file


def read_csv_rows(path: Path) -> Iterator[tuple[int, list[str] | None]]:
    """(line on which a row begins, cells), the header first; cells are None for a row that cannot be told
    apart. Bytes that are not UTF-8 come as lone surrogates. Errors: NotAFileError, UnreadableFileError.
    """
    with _open(path) as file:
        yield from _Rows(file)


def _open(path: Path) -> TextIO:
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
