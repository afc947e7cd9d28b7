"""`sohoa serve` that is told to end while its worker is at work."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from flows.settings import Settings
from flows.workshop import open_records
from pipeline.keeping.rows.dossiers import NewReceipt
from tests.app.desk.kit import START_SECONDS, free_port
from tests.flows.kit import command, draw_page, environment, marital_status, save_image, servers_of


def workers(data: Path) -> list[int]:
    return [
        one for one in servers_of(data) if Path(f"/proc/{one}/cmdline").read_bytes().endswith(b"\0work\0")
    ]


def test_the_worker_ends_with_the_server(tmp_path: Path) -> None:
    data, scan = tmp_path / "data", tmp_path / "a.png"
    save_image(scan, draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))
    records = open_records(Settings.from_environment(environment(data)))
    records.add_receipts(records.open_batch("lô"), [NewReceipt("a", None, "a.png", scan, None, None)])
    records.close()
    told = command("serve", "--port", str(free_port()))
    with subprocess.Popen(told, env=environment(data), stdout=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + START_SECONDS
        while not workers(data):
            assert server.poll() is None and time.monotonic() < deadline, "no worker was started"
            time.sleep(0.05)
        server.terminate()
        server.wait(START_SECONDS)
        assert workers(data) == []
