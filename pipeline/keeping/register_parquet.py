"""The rows of a Parquet file of text columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import RegisterFormatError

MAGIC = b"PAR1"
ROWS_AT_ONCE = 5000


def read_parquet_rows(path: Path) -> Iterator[tuple[int, list[str] | None]]:
    """(number of the row, cells), the header first as row 0; a missing value is an empty cell.

    Errors: RegisterFormatError for a file that is no sound Parquet or whose columns are no text.
    """
    try:
        with pq.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            yield 0, columns
            number = 0
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                texts = [column.cast(pa.string()).to_pylist() for column in batch.columns]
                for cells in zip(*texts, strict=True):
                    number += 1
                    yield number, [cell or "" for cell in cells]
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise RegisterFormatError from None
