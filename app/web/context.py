"""What the requests of one server share."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from app.desk.pictures import Pictures
from app.desk.readings import Readings
from app.progress import Speed
from app.web.provider import Provider
from flows.health import Health
from flows.settings import Settings
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records


@dataclass(frozen=True)
class Context:
    settings: Settings
    records: Records
    blobs: ObjectStore
    pictures: Pictures
    readings: Readings
    health: Health
    provider: Provider | None = None
    speeds: dict[str, Speed] = field(default_factory=dict)  # of the batches that somebody looks at


def context_of(request: Request) -> Context:
    found: Context = request.app.state.context
    return found
