"""Reading what else citizens are or were known by from a file, CSV or Parquet, in batches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from models.errors import RegisterEncodingError, RegisterRowError
from models.register import Identifier, IdentifierKind
from pipeline.keeping.register import (
    BATCH_ROWS,
    CELL_CHARACTERS,
    ImportReport,
    Rows,
    cleaned,
    is_date,
    open_rows,
    read_header,
)

_FORMS = {
    IdentifierKind.PERSONAL_ID: re.compile("[0-9]{12}"),
    IdentifierKind.CMND_12: re.compile("[0-9]{12}"),
    IdentifierKind.CMND_9: re.compile("[0-9]{9}"),
    IdentifierKind.PASSPORT: re.compile("[A-Z][0-9]{6,8}"),
    IdentifierKind.FORMER_NAME: re.compile(f".{{1,{CELL_CHARACTERS}}}"),
}
_KINDS = {kind.value: kind for kind in IdentifierKind}
Numbered = tuple[int, Identifier]


def read_identifiers(path: Path, report: ImportReport) -> Iterator[list[Numbered]]:
    """The usable rows with their numbers, BATCH_ROWS at a time; the others are noted in the report.

    Columns: the fields of Identifier, in any order. Errors: NotAFileError, UnreadableFileError,
    RegisterFormatError, RegisterHeaderError.
    """
    batch: list[Numbered] = []
    for one in _read(open_rows(path), report):
        batch.append(one)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(rows: Rows, report: ImportReport) -> Iterator[Numbered]:
    order = read_header(rows, Identifier._fields)
    for line, cells in rows:
        try:
            yield line, _identifier(order, cells)
        except (RegisterRowError, RegisterEncodingError) as error:
            report.note_bad(line, error)


def _identifier(order: list[int], cells: list[str] | None) -> Identifier:
    if cells is None or len(cells) != len(order):
        raise RegisterRowError
    citizen_id, kind_name, value, *dates = [cleaned(cells[at]) for at in order]
    kind = _KINDS.get(kind_name or "")
    dated = all(date is None or is_date(date) for date in dates)
    if not citizen_id or not value or kind is None or not dated or not _FORMS[kind].fullmatch(value):
        raise RegisterRowError
    return Identifier(citizen_id, kind, value, *dates)
