"""Persons to be looked for, from a file: JSONL, CSV or Parquet, row by row.

Columns: `qid` (or `citizen_id`: a whole register against another), and of what is told of the person:
full_name, date_of_birth, sex, personal_id, old_id, passport, place_of_origin, residence, father_full_name,
mother_full_name, phone, as a paper or OCR gives them. A paper's one line for either number may come as
`identity_number`. Columns that are not here do not count.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from models.errors import QueryFileError, UnreadableFileError
from pipeline.matching.person import FIELDS

MOST_CHARACTERS = 1000
ROWS_AT_ONCE = 5000
_COLUMNS = {**{field: field for field in FIELDS}, "identity_number": "personal_id"}


class Query(NamedTuple):
    """`told`: raw texts by the names of FIELDS."""

    qid: str
    told: dict[str, str]


Row = str | Mapping[str, Any]  # a line of JSON, or what the columns say


def read_queries(path: Path) -> Iterator[Query]:
    """The persons of a file, by its ending. Errors: UnreadableFileError, QueryFileError."""
    return map(as_query, read_rows(path))


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, by its ending. Errors: UnreadableFileError, QueryFileError."""
    readers = {".csv": _csv_rows, ".parquet": _parquet_rows}
    try:
        yield from readers.get(path.suffix.lower(), _json_lines)(path)
    except (ValueError, csv.Error):  # broken UTF-8 is a ValueError too
        raise QueryFileError from None
    except OSError:
        raise UnreadableFileError from None


def as_query(row: Row) -> Query:
    """The person that a row tells of. Errors: QueryFileError (a row that cannot be read or has no `qid`: a
    decision must never be given to the wrong row)."""
    try:
        columns = json.loads(row) if isinstance(row, str) else row
    except (ValueError, RecursionError):
        raise QueryFileError from None
    qid = (columns.get("qid") or columns.get("citizen_id")) if isinstance(columns, Mapping) else None
    if not qid:
        raise QueryFileError
    told: dict[str, str] = {}
    for column, field in _COLUMNS.items():
        value = columns.get(column)
        if value:
            told.setdefault(field, str(value)[:MOST_CHARACTERS])
    return Query(str(qid), told)


def _json_lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield line


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def _parquet_rows(path: Path) -> Iterator[Row]:
    import pyarrow as pa  # here, since the processes that link do not need it and start sooner
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                yield from batch.to_pylist()
    except pa.ArrowException:
        raise QueryFileError from None
