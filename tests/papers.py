"""A document and a value as they come out of understanding, with nothing on them but what a test tells."""

from __future__ import annotations

from typing import Any

from models.dossier import Document, FieldValue


def made_value(name: str, value: str, **told: Any) -> FieldValue:
    """Sure, on the first page, at no place."""
    return FieldValue.model_validate(
        {"name": name, "value": value, "raw": value, "confidence": 1, "page": 1, "box": None, **told}
    )


def made_document(document_type: str, *fields: FieldValue, **told: Any) -> Document:
    """One page of the scan `s`."""
    plain = {
        "document_id": "d",
        "scan_id": "s",
        "form_version": None,
        "pages": (1,),
        "type_confidence": 1,
        "text": "",
    }
    return Document.model_validate({**plain, "document_type": document_type, "fields": fields, **told})
