"""The rows of a batch's export, file by file, so that a batch may be of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from models.dossier import Document
from pipeline.keeping.records import Records
from pipeline.reuse.export import document_rows
from pipeline.understanding.duplicates import Duplicates


def batch_rows(
    records: Records, batch_id: str, as_seen: Callable[[Document], Document] | None = None
) -> Iterator[dict[str, Any]]:
    """One row a document, and one for what could not be read, of every file of the batch. `same_as` is the id
    of a document before it that is the same paper, scanned another time. `as_seen`: a document as who asks
    may see it."""
    duplicates = Duplicates()
    for receipt in records.receipts(batch_id):
        if receipt.scan_id is None:
            yield from document_rows(receipt, [], [])
            continue
        scan_id = receipt.scan_id
        documents = [row.document for row in records.documents(scan_id)]
        file = replace(receipt, error_code=records.scan(scan_id).error_code)
        same_as = {document.document_id: duplicates.find(document) for document in documents}
        shown = map(as_seen, documents) if as_seen else documents
        for row in document_rows(file, records.pages(scan_id), shown):
            yield {**row, "same_as": same_as.get(row["document_id"])}
