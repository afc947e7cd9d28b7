"""Requests that nobody thought of, drawn from the schema, against the running server: no fault of ours, no
answer that is not as OpenAPI says."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from app.api.limits import Limits
from app.web.server import create_app
from flows.settings import Settings
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import Caller, token_for

SECONDS = 30  # of asking; how much is asked in them depends on the machine
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method,ignored_auth"
)


@pytest.fixture
def url(call: Caller, tmp_path: Path) -> Iterator[str]:
    where = {
        "SOHOA_DATA_DIR": str(tmp_path),
        "SOHOA_DATABASE_URL": f"sqlite:///{tmp_path / 'records.sqlite'}",
    }
    app = create_app(Settings.from_environment(where))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    app.state.context.records.close()


def test_whatever_is_asked_is_answered_as_openapi_says(
    call: Caller, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client("st", "Schemathesis", "G15.07", unconfirmed=True, documents=True, per_minute=10**6)
    token = token_for(call, client)
    monkeypatch.setattr(Limits, "guesses", _nobody_guesses)  # else all that follows is refused
    monkeypatch.setattr(Limits, "tries_dates", _nobody_guesses)
    monkeypatch.setattr(Limits, "wait", _at_once)
    program = str(Path(sys.executable).parent / "st")
    asked = (
        f"run {url}/api/v1/openapi.json --url {url}/api/v1 --seed 1 --workers 1 --max-examples 15 --no-color"
    )
    limits = f"--phases examples,coverage,fuzzing --max-time {SECONDS} --generation-database none"
    done = subprocess.run(
        [
            program,
            *asked.split(),
            *limits.split(),
            "--checks",
            CHECKS,
            "-H",
            f"Authorization: Bearer {token}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert re.search(r"[1-9][0-9,]* generated", done.stdout)


def _nobody_guesses(*_: object, **__: object) -> bool:
    return False


def _at_once(*_: object) -> float:
    return 0.0
