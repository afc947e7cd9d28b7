"""What is said of documents by DocCode, as the guidance's elements name it (công văn 7197/BKHCN-CĐSQG)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AfterValidator, Field, StringConstraints

from app.api import shapes
from app.api.shapes import Day, Shape
from models.doc_code import BASE, VERSION, load_doc_code_rules, read_doc_code

_LENGTHS = load_doc_code_rules().lengths
_PATTERN = f"^{BASE}({VERSION})?$"


def _is_known(told: str) -> str:
    if read_doc_code(told) is None:
        raise ValueError("no DocCode")
    return told


def _text(element: str) -> Any:
    return StringConstraints(min_length=1, max_length=_LENGTHS[element], strip_whitespace=True)


Code = Annotated[str, _text("DocCode"), AfterValidator(_is_known)]
DocCodePath = Annotated[str, Path(max_length=_LENGTHS["DocCode"], examples=["G15.07_GKS_000001"])]


class Elements(Shape):
    """What the sender says of a document. `DossierCode`: of the dossier that it belongs to, if it has one."""

    DocCode: Code = Field(examples=["G15.07_GKS_000001_V1"])
    TypeName: Annotated[str, _text("TypeName")] = Field(examples=["Giấy khai sinh"])
    CodeNumber: Annotated[str, _text("CodeNumber")] = Field(examples=["12"])
    CodeNotation: Annotated[str, _text("CodeNotation")] = Field(examples=["2025"])
    IssuedDate: Day = Field(examples=["2025-02-02"])
    OrganName: Annotated[str, _text("OrganName")] = Field(examples=["UBND xã Tân Mỹ"])
    Subject: Annotated[str, _text("Subject")] = Field(examples=["Giấy khai sinh số 12/2025"])
    Language: Annotated[str, _text("Language")] | None = None
    PageAmount: Annotated[str, StringConstraints(pattern="^[1-9][0-9]{0,3}$")] | None = None
    Description: Annotated[str, _text("Description")] | None = None
    InforSign: Annotated[str, _text("InforSign")] | None = None
    Keyword: Annotated[str, _text("Keyword")] | None = None
    Mode: Annotated[str, _text("Mode")] | None = None
    ConfidenceLevel: Annotated[str, _text("ConfidenceLevel")] | None = None
    Format: Annotated[str, _text("Format")] | None = None
    DossierCode: shapes.DossierCode | None = None


class Imported(Shape):
    """`new`: false if the same bytes were there under this code already."""

    DocCode: str
    FileName: str
    sha256: str
    new: bool


class PaperHeld(Shape):
    """A paper that was found in the file. `elements`: what digitisation says of it; what waits for a clerk is
    not among them."""

    document_id: str
    document_type: str
    pages: list[int]
    elements: dict[str, str]


class VersionHeld(Shape):
    DocCode: str
    FileName: str
    sha256: str
    imported_at: dt.datetime
    state: Literal["waiting", "done", "failed"]


class DocumentHeld(Shape):
    """`told`: by the sender; `versions`: all, side by side."""

    DocCode: str
    told: dict[str, str]
    papers: list[PaperHeld]
    versions: list[VersionHeld]


def multipart() -> dict[str, Any]:
    """How OpenAPI tells a file with its elements."""
    properties = {
        "metadata": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": Elements.model_json_schema(),
        },
        "file": {"type": "string", "format": "binary"},
    }
    schema = {"type": "object", "required": ["metadata", "file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
