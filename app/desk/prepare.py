"""Pictures and readings of the document that comes next, so that they are there when the clerk is."""

from __future__ import annotations

import contextlib

from app.web.context import Context
from models.errors import SohoaError
from models.geometry import Box
from pipeline.keeping.rows.desk import Scope


def prepare_pictures(context: Context, scope: Scope, who: str, after: str) -> None:
    """Of the document behind `after` in the queue of `who`; if anything is in the way, it is done later."""
    with contextlib.suppress(SohoaError):
        document_id = context.records.coming_up(scope, who, after)
        if document_id is None:
            return
        document = context.records.document(document_id).document
        for page in context.records.pages(document.scan_id):
            if page.number in document.pages and page.image_key:
                boxes: list[Box | None] = [None]
                boxes += [one.box for one in document.fields if one.box and one.page == page.number]
                context.pictures.crops(page, boxes)
                context.readings.of(page)
