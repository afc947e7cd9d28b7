"""Prefect's server for one command, where no server is given by PREFECT_API_URL.

Prefect can start one itself, but that one outlives a command that is killed. Ours holds on to its standard
input, a pipe whose other end only the command has: when the command ends, however it ends, the server ends.

This module must not import Prefect: the server starts up while the command is still importing it.

    python -m flows.server prepare      makes the empty database that new data folders start from
"""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from flows.memory import keep_no_pictures

# Importing Prefect makes a million objects that stay; looking through them as often as Python does by default
# takes a third of the start.
FEW_COLLECTIONS = 50_000

START_SECONDS = 120
STOP_SECONDS = 5

# What every process of ours that imports Prefect must have: no personal data kept, nothing told to others,
# nothing on the clerk's terminal.
PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}

# A server for one command runs no automations. It writes down what tasks did every few seconds, not at every
# step of each: that takes 13 ms of CPU a page instead of 45.
_SERVER = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "5",
}


def set_environment(prefect_home: Path) -> None:
    """Settle Prefect's settings; call it before Prefect is imported, which reads them once."""
    gc.set_threshold(FEW_COLLECTIONS)
    keep_no_pictures()
    prefect_home.mkdir(parents=True, exist_ok=True)
    os.environ |= PRIVATE | {"PREFECT_HOME": str(prefect_home)}


@contextlib.contextmanager
def prefect_server(prefect_home: Path) -> Iterator[None]:
    """Have a server while the block runs: the one of PREFECT_API_URL, else one of our own.

    It may still be starting when the block begins: requests wait until it answers.
    """
    set_environment(prefect_home)
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    with _listening_socket() as listener:
        _copy_prepared_database(prefect_home)
        server = _start(listener)
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        _stop(server)


def wait_until_ready() -> None:
    """Return once the server answers; raises OSError if it does not within START_SECONDS."""
    with urllib.request.urlopen(os.environ["PREFECT_API_URL"] + "/health", timeout=START_SECONDS):
        pass


def _listening_socket() -> socket.socket:
    """A socket that takes connections at once, so that nobody polls for a server that is not there yet."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


def _start(listener: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.server", "serve", str(listener.fileno())],
        env=os.environ | _SERVER,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[listener.fileno()],
        start_new_session=True,  # Ctrl-C is for the command, which then ends its server
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()  # in this order: it may write down what it still knows of the run
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    if server.stdin is not None:
        server.stdin.close()


def _serve(file_descriptor: int) -> None:
    """The server's own process."""
    gc.set_threshold(FEW_COLLECTIONS)
    threading.Thread(target=_end_with_the_command, daemon=True).start()
    import uvicorn

    config = uvicorn.Config(
        "prefect.server.api.server:create_app",
        factory=True,
        fd=file_descriptor,
        log_level="critical",
        lifespan="on",
    )
    uvicorn.Server(config).run()


def _end_with_the_command() -> None:
    sys.stdin.buffer.read()
    os._exit(1)  # at once: the next command may be about to open the same database


def _prepared_database() -> Path:
    """Prefect needs 7 seconds to set up its tables, as long as reading ten pages; so it is done once."""
    return Path(sys.prefix) / "var" / "sohoa" / f"prefect-{importlib.metadata.version('prefect')}.db"


def _copy_prepared_database(prefect_home: Path) -> None:
    prepared, database = _prepared_database(), prefect_home / "prefect.db"
    if database.exists() or not prepared.exists():
        return
    copy = prefect_home / "prefect.db.new"
    shutil.copyfile(prepared, copy)
    copy.replace(database)


def prepare() -> None:
    """Make the prepared database, if it is not there yet."""
    prepared = _prepared_database()
    if prepared.exists():
        return
    prepared.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with prefect_server(home):
            wait_until_ready()
        new = prepared.with_suffix(".new")
        with (
            contextlib.closing(sqlite3.connect(home / "prefect.db")) as source,
            contextlib.closing(sqlite3.connect(new)) as target,
        ):
            source.backup(target)
        new.replace(prepared)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", number]:
            _serve(int(number))
        case ["prepare"]:
            prepare()
        case _:
            sys.exit(__doc__)
