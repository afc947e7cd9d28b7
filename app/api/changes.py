"""What a client was given and no longer holds, since a moment that it remembers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.api.shapes import Changes, Undelivered
from app.api.state import Here
from app.api.tokens import AskingClient
from pipeline.keeping.records.changes import FIRST

router = APIRouter(tags=["tái sử dụng"])


@router.get("/changes", summary="Những gì đã nhận mà nay không còn đúng", response_model=Changes)
def changes(
    client: AskingClient,
    state: Here,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,17}$")] = None,
) -> dict[str, Any]:
    """Give the cursor of the last answer to get what happened since; without one, all. Ask again for what is
    named: the change itself is not told. Where `items` is empty the cursor stays."""
    after = FIRST if cursor is None else FIRST + dt.timedelta(microseconds=int(cursor))
    found = state.records.changes(client.id, after)
    last = found[-1].at if found else after
    return {
        "cursor": str((last - FIRST) // dt.timedelta(microseconds=1)),
        "items": [one._asdict() for one in found],
    }


@router.get("/changes/undelivered", summary="Những tin báo không tới", response_model=list[Undelivered])
def undelivered(client: AskingClient, state: Here) -> list[dict[str, Any]]:
    """The messages to this system's own addresses that were given up, with why; their content is in
    `/changes`."""
    return [
        {"message_id": one.id, "at": one.at, "attempts": one.attempts, "problem": one.problem or ""}
        for one in state.records.dead_messages(client.id)
    ]
