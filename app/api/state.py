"""What the requests of the API share."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from app.api.limits import Limits
from flows.reuse import Decoy
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records


@dataclass(frozen=True)
class State:
    """`key`: with which addresses of evidence are signed."""

    records: Records
    blobs: ObjectStore
    key: bytes
    decoy: Decoy = field(default_factory=Decoy)
    limits: Limits = field(default_factory=Limits)


def state_of(request: Request) -> State:
    found: State = request.app.state.api
    return found
