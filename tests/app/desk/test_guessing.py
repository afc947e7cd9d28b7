"""Ten thousand guessed addresses, within one process: each is refused, and says no more than any other."""

from __future__ import annotations

import asyncio
import re
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.web.server import create_app
from app.web.sessions import COOKIE, new_token, session_id
from flows.settings import Settings
from models.access import Role
from tests.app.desk.checking import keep_batch

GUESSES = 10_000
REFUSED = {401, 403, 404}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)}))
    yield app
    app.state.context.records.close()


def test_guessed_addresses_open_nothing(app: FastAPI) -> None:
    context = app.state.context
    own, other = (keep_batch(context.records, context.blobs, f"lô {one}", 1, office=one)[0] for one in "AB")
    context.records.add_user("guesser", "x", Role.CLERK, "A", "x", "test")
    context.records.set_password("guesser", "x", change=False)
    token = new_token()
    context.records.session_begun(session_id(token), "guesser")
    batch = next(one.id for one in context.records.batches() if one.office == "B")
    answers = asyncio.run(_ask(app, token, own, other, batch))
    assert answers[200] == 1  # its own document, so the guesses could have been seen
    assert sum(answers.values()) == GUESSES + 1
    assert set(answers) <= REFUSED | {200, 303}
    assert answers[303] == GUESSES // 10  # those without a session are sent to sign in


async def _ask(app: FastAPI, token: str, own: str, other: str, batch: str) -> Counter[int]:
    answers: Counter[int] = Counter()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        page = await client.get(f"/check/{own}", headers=_cookie(token))
        picture = re.search(r"/pictures/[^\"]+/", page.text)
        assert picture
        answers[page.status_code] += 1
        for number in range(GUESSES):
            path, cookie = _guess(number, picture[0], other, batch)
            answer = await client.get(path, headers=_cookie(cookie or token))
            answers[answer.status_code] += 1
    return answers


def _cookie(token: str) -> dict[str, str]:
    return {"cookie": f"{COOKIE}={token}"}


def _guess(number: int, picture: str, other: str, batch: str) -> tuple[str, str | None]:
    """(address, token of a session that never was): papers, persons, crops, batches; made up, or of another
    office."""
    made_up = secrets.token_hex(16)
    match number % 10:
        case 0:
            return f"/check/{made_up}", secrets.token_urlsafe(32)
        case 1 | 2 | 3:
            return f"{picture}{secrets.token_hex(32)}.jpg", None
        case 4 | 5:
            return f"/batches/{batch if number < 10 else uuid.uuid4()}", None
        case 6:
            return f"/citizens/{other if number < 10 else made_up}", None
        case _:
            return f"/check/{other if number < 10 else made_up}", None
