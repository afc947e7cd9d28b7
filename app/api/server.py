"""The application of the API, which `sohoa serve` mounts at /api/v1."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Header
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import AT, cases, changes, documents, evidence, exchanges, forms, importing, restrictions, tokens
from app.api.problems import (
    KNOWN,
    MEDIA_TYPE,
    NotThereError,
    TooLargeError,
    UnknownProcedureError,
    api_errors,
    handle_errors,
    known_problem,
    problem,
)
from app.api.shapes import Problem, ProcedureCode, ProcedureShown
from app.api.state import State
from app.api.tokens import AskingClient
from models.procedures import Procedure, load_procedures
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records

MOST_BYTES = 64 * 1024  # of a request
MOST_DOCUMENT_BYTES = importing.MOST_BYTES + MOST_BYTES
KEY_BYTES = 32
_PROBLEM = {
    "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    "description": "Lỗi (RFC 9457)",
}


def create_api(
    records: Records, blobs: ObjectStore, data_dir: Path, key: bytes, proxy_key: str = ""
) -> FastAPI:
    """The API over these records and objects. `data_dir`: where files wait that were handed in; `key`: with
    which addresses of evidence are signed; `proxy_key`: by which the proxy that tells
    certificates is known."""
    api = FastAPI(
        title="Sohoa: dùng lại những gì đã khai",
        version="1",
        description="Hệ thống một cửa hỏi những gì đã có cho một thủ tục, xem trước, rồi xác nhận.",
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": AT}],
        responses=dict.fromkeys(("422", "4XX", "5XX"), _PROBLEM),
    )
    api.state.api = State(records, blobs, data_dir, key, proxy_key)
    api.add_middleware(Straight)
    api.add_middleware(SmallBodies)  # around it
    handle_errors(api)
    for part in (tokens, exchanges, forms, evidence, documents, restrictions, cases, changes):
        api.include_router(part.router)
    api.add_api_route("/procedures", list_procedures, tags=["thủ tục"], summary="Các thủ tục")
    api.add_api_route(
        "/procedures/{code}",
        show_procedure,
        tags=["thủ tục"],
        summary="Một thủ tục hỏi những gì",
        response_model=ProcedureShown,
    )
    api.add_api_route("/problems/{code}", show_problem, tags=["lỗi"], summary="Một mã lỗi nghĩa là gì")
    return api


def signing_key(data_dir: Path) -> bytes:
    """SOHOA_SIGNING_KEY, the same on every machine; or one that is made once for this data folder."""
    told = os.environ.get("SOHOA_SIGNING_KEY")
    if told:
        return hashlib.sha256(told.encode()).digest()
    file = data_dir / "signing.key"
    if not file.exists():
        _make_key(file)
    return file.read_bytes()


def _make_key(file: Path) -> None:
    """All of it at once, so that of several servers that begin none reads half a key."""
    descriptor, name = tempfile.mkstemp(dir=file.parent)  # readable by the owner alone
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(secrets.token_bytes(KEY_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        os.unlink(name)


def list_procedures(_client: AskingClient) -> list[dict[str, str]]:
    return [{"code": one.code, "name": one.name} for one in load_procedures()]


def show_procedure(
    code: ProcedureCode,
    _client: AskingClient,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The fields and papers that it asks for, and what fills or satisfies each. With an ETag."""
    found = next((one for one in load_procedures() if one.code == code), None)
    if found is None:
        raise UnknownProcedureError
    content = json.dumps(_shown(found), ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(content, 200, {"ETag": etag}, "application/json")


def show_problem(code: ProcedureCode) -> Response:
    """What a code means and what to do; for people who found it in a log."""
    known = api_errors().get(code)
    if known is None:
        raise NotThereError
    status, error = known
    return JSONResponse({"code": code, "status": status, "title": error.sentence, "detail": error.next_step})


def _shown(procedure: Procedure) -> dict[str, Any]:
    told = procedure.model_dump(include={"code", "name", "source", "people"})
    fields = [{**one.model_dump(exclude={"caption"}), "caption": one.shown_as} for one in procedure.fields]
    return told | {"fields": fields, "papers": [one.model_dump(mode="json") for one in procedure.papers]}


def _most_bytes(scope: Scope) -> int:
    """Of a document more, which is only read once it is known who sends it."""
    sends_document = scope["method"] in ("POST", "PUT") and "/documents/" in scope["path"]
    return MOST_DOCUMENT_BYTES if sends_document else MOST_BYTES


class SmallBodies:
    """Refuses bodies larger than any request that means well, also those that do not tell their size."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        most = _most_bytes(scope)
        if not told.isdecimal() or int(told) > most:
            await problem(TooLargeError())(scope, receive, send)
            return
        taken = 0

        async def receive_little() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLargeError
            return message

        await self._app(scope, receive_little, send)


class Straight:
    """An asking for reuse goes to its endpoint past the layers of FastAPI, which take a tenth of the server's
    time of an answer. What OpenAPI tells of it, and everything else, is FastAPI's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if path != exchanges.ASK or scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            response = await exchanges.ask(Request(scope, receive))
        except KNOWN as error:
            response = known_problem(error)
        await response(scope, receive, send)
