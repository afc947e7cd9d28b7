"""What was digitised of a batch, as a file for systems that take files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from app.desk.keyed import Keyed
from app.exporting import batch_rows
from app.web.access import Visit, allowed
from models.access import Right
from models.dossier import Document, FieldValue
from models.errors import UnknownBatchError
from pipeline.reuse.export import write_csv

router = APIRouter(prefix="/batches")

Exporter = Annotated[Visit, Depends(allowed(Right.CHECK))]

CHUNK = 1 << 16  # characters
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


@router.get("/{batch_id}/export.csv")
def export(visit: Exporter, batch_id: str) -> StreamingResponse:
    """One line a field, as `sohoa export` writes them. Errors: UnknownBatchError, also for
    another office's."""
    if batch_id not in {batch.id for batch in visit.context.records.batches(visit.user.office)}:
        raise UnknownBatchError
    visit.log("batch.export", "export", batch_id)
    headers = {"Content-Disposition": f'attachment; filename="{batch_id}.csv"'}
    return StreamingResponse(_csv(visit, batch_id), media_type="text/csv; charset=utf-8", headers=headers)


def _as_seen(visit: Visit, document: Document) -> Document:
    """The document; of the fields that this clerk is to key without having seen them nothing but the
    name."""
    keyed = Keyed(visit, document)
    fields = tuple(_bare(one) if keyed.withheld(one.name) else one for one in document.fields)
    return document.model_copy(update={"fields": fields})


def _bare(field: FieldValue) -> FieldValue:
    empty = {"value": None, "raw": "", "reason": "", "sources": (), "against": ()}
    return field.model_copy(update=empty)


def _csv(visit: Visit, batch_id: str) -> Iterator[str]:
    """By way of a file, so that memory does not grow with the batch."""
    with TemporaryFile("w+", encoding="utf-8", newline="") as file:
        write_csv(batch_rows(visit.context.records, batch_id, partial(_as_seen, visit)), file)
        file.seek(0)
        yield BYTE_ORDER_MARK
        while chunk := file.read(CHUNK):
            yield chunk
