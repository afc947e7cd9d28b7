"""Prefect's server: there when needed, gone with the command however that ends, private, able to start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import PRIVATE, prefect_server, wait_until_ready
from tests.flows.kit import ROOT, environment, servers_of

HOLD = """
import sys, time
from collections.abc import Iterator
from pathlib import Path
from flows.server import prefect_server, wait_until_ready
with prefect_server(Path(sys.argv[1])):
    if sys.argv[2] == "ready":
        wait_until_ready()
    print("up", flush=True)
    time.sleep(300)
"""


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """What a test sets is not seen by the next."""
    before = dict(os.environ)
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


def test_server_answers_and_ends(tmp_path: Path) -> None:
    os.environ["SOHOA_DATA_DIR"] = str(tmp_path)
    with prefect_server(tmp_path / "prefect"):
        wait_until_ready()
        others = set(servers_of(tmp_path)) - {os.getpid()}
        assert len(others) == 1
    assert "PREFECT_API_URL" not in os.environ
    assert set(servers_of(tmp_path)) <= {os.getpid()}
    assert (tmp_path / "prefect" / "prefect.db").exists()


def test_given_server_is_used(tmp_path: Path) -> None:
    os.environ["PREFECT_API_URL"] = "http://prefect.example/api"
    os.environ["SOHOA_DATA_DIR"] = str(tmp_path)
    with prefect_server(tmp_path / "prefect"):
        assert os.environ["PREFECT_API_URL"] == "http://prefect.example/api"
        assert set(servers_of(tmp_path)) <= {os.getpid()}
    assert os.environ["PREFECT_API_URL"] == "http://prefect.example/api"


def test_nothing_is_kept_or_told(tmp_path: Path) -> None:
    with prefect_server(tmp_path):
        assert os.environ["PREFECT_HOME"] == str(tmp_path)
        assert PRIVATE.items() <= os.environ.items()
    assert PRIVATE["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert PRIVATE["DO_NOT_TRACK"] == "1"


@pytest.mark.parametrize("moment", ["ready", "starting"])
def test_server_does_not_outlive_a_killed_command(tmp_path: Path, moment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "prefect"), moment],
        env=environment(tmp_path),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    assert len(servers_of(tmp_path)) == 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 120
    while servers_of(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers_of(tmp_path) == []
