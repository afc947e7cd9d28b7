"""What the requests of one server share."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from app.desk.pictures import Pictures
from flows.settings import Settings
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records


@dataclass(frozen=True)
class Context:
    settings: Settings
    records: Records
    blobs: ObjectStore
    pictures: Pictures


def context_of(request: Request) -> Context:
    found: Context = request.app.state.context
    return found
