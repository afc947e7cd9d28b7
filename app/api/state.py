"""What the requests of the API share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.requests import Request

from app.api.limits import Limits
from flows.reuse import Decoy
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records

# Threads that answer at one time: more of them than this only take the processor from each other.
TURNS = 3
T = TypeVar("T")


def _turns() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(TURNS, "turn")


@dataclass(frozen=True)
class State:
    """`data_dir`: where files wait that were handed in; `key`: with which addresses of evidence are signed;
    `proxy_key`: by which the proxy that tells certificates is known, empty where there is none; `turns`:
    threads for what must be quick."""

    records: Records
    blobs: ObjectStore
    data_dir: Path
    key: bytes
    proxy_key: str = ""
    decoy: Decoy = field(default_factory=Decoy)
    limits: Limits = field(default_factory=Limits)
    turns: ThreadPoolExecutor = field(default_factory=_turns)

    async def in_turn(self, work: Callable[[], T]) -> T:
        """What `work` gives, done by a thread when it is its turn."""
        return await asyncio.get_running_loop().run_in_executor(self.turns, work)


def state_of(request: Request) -> State:
    found: State = request.app.state.api
    return found


async def _here(request: Request) -> State:
    return state_of(request)  # no thread is needed for this


Here = Annotated[State, Depends(_here)]
