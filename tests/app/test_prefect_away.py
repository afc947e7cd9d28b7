"""Prefect's server decides nothing about what is kept: it may go away, or not be there at all."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import prefect_server, wait_until_ready
from tests.flows.kit import (
    ROOT,
    SECONDS,
    command,
    draw_page,
    exported,
    marital_status,
    save_image,
    servers_of,
    sohoa,
)


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return save_image(tmp_path / "in" / "a.png", draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))


def test_a_batch_is_finished_although_prefect_goes_away(
    embedded: dict[str, str], picture: Path, tmp_path: Path
) -> None:
    os.environ["SOHOA_DATA_DIR"] = str(tmp_path / "server")
    with prefect_server(tmp_path / "server"):
        wait_until_ready()
        [server] = servers_of(tmp_path / "server")
        env = embedded | {"PREFECT_API_URL": os.environ["PREFECT_API_URL"]}
        process = subprocess.Popen(command("digitise", picture, "--batch", "lô"), env=env, cwd=ROOT)
        pages = Path(embedded["SOHOA_DATA_DIR"]) / "objects" / "pages"
        while not pages.exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(server, signal.SIGKILL)
        assert process.wait(SECONDS) == 0
    [row] = exported(embedded, "lô")
    assert row["document_type"] == "marital_status_certificate"
    assert not (Path(embedded["SOHOA_DATA_DIR"]) / "prefect" / "prefect.db").exists()


def test_no_prefect_at_all(embedded: dict[str, str], picture: Path) -> None:
    done = sohoa(
        embedded | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "digitise", picture, "--batch", "lô"
    )
    assert done.returncode == 2
    assert "Lỗi E309: " in done.stderr
    assert sohoa(embedded, "digitise", picture, "--batch", "lô").returncode == 0
