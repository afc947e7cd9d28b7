"""The desk and the API behind one door."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from app.api.problems import MEDIA_TYPE
from app.web.server import create_app
from flows.settings import Settings


@pytest.mark.parametrize("path", ["/api/v1/%0Aa", "/api/v1/%0D%00", "/api/v1/", "/api/v1", "/api/v2/x"])
def test_what_the_api_does_not_have_is_told_as_a_problem(tmp_path: Path, path: str) -> None:
    app = create_app(Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)}))

    async def get(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sohoa") as client:
            return await client.get(path)

    got = asyncio.run(get(path))
    assert (got.status_code, got.headers["content-type"]) == (404, MEDIA_TYPE)
    assert got.json()["code"] == "E467"
    desk = asyncio.run(get("/nothing"))
    assert (desk.status_code, desk.headers["content-type"]) == (404, "text/html; charset=utf-8")
    app.state.context.records.close()
