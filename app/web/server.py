"""The application that `sohoa serve` runs: the desk for people, the API for machines, health for watchers."""

from __future__ import annotations

import os

from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import AT
from app.api.server import create_api, signing_key
from app.desk.pictures import Pictures
from app.desk.readings import Readings
from app.desk.routes import mount_desk
from app.web.context import Context
from app.web.guard import Guard
from app.web.provider import Provider
from flows.health import Health, probes_of
from flows.settings import Settings
from flows.storage import open_blobs, open_records
from flows.workers import settle


def create_app(settings: Settings) -> FastAPI:
    """The application over the records and the store of `settings`. Raises RecordsUnavailableError,
    StoreUnavailableError."""
    app = FastAPI(title="Sohoa", docs_url=None, redoc_url=None, openapi_url=None)
    blobs = open_blobs(settings)
    pictures = Pictures(settings.data_dir / "pictures", blobs)
    records = open_records(settings)
    health = Health(probes_of(settings, records, blobs, os.environ.get("PREFECT_API_URL")))
    provider = Provider(settings.openid) if settings.openid else None
    context = Context(settings, records, blobs, pictures, Readings(blobs), health, provider)
    app.state.context = context
    key, proxy_key = signing_key(settings.data_dir), os.environ.get("SOHOA_PROXY_KEY", "")
    api = create_api(context.records, context.blobs, settings.data_dir, key, proxy_key)
    app.add_middleware(ApiApart, api=api)
    app.add_middleware(Guard)  # around both
    app.add_api_route("/healthz", answers, include_in_schema=False, response_class=PlainTextResponse)
    mount_desk(app)
    return app


def create_from_environment() -> FastAPI:
    """The same for each of several processes that serve together."""
    app = create_app(Settings.from_environment())
    settle()  # else an answer now and then waits while all that stays anyway is looked through
    return app


class ApiApart:
    """The API at its address, past everything that only pages need."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._pages = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{AT}/"):
            await self._api({**scope, "root_path": scope.get("root_path", "") + AT}, receive, send)
        else:
            await self._pages(scope, receive, send)


def answers() -> str:
    """Whether this process answers."""
    return "ok\n"
