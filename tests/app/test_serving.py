"""`sohoa serve` as processes: its worker ends with it, and several answer together."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import urllib3

from flows.settings import Settings
from flows.storage import open_records
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


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def sockets(server: psutil.Process, port: int, status: str) -> Counter[psutil.Process]:
    """How many of a kind each process of the server holds at the port."""
    found: Counter[psutil.Process] = Counter()
    for child in server.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            held = child.net_connections("tcp")
            found[child] = sum(one.laddr.port == port and one.status == status for one in held)
    return +found


def test_processes_share_connections_and_one_that_dies_takes_no_later_ones(tmp_path: Path) -> None:
    port = free_port()
    told = command("serve", "--no-work", "--port", str(port), "--processes", "2")
    with subprocess.Popen(told, env=environment(tmp_path), stdout=subprocess.DEVNULL) as popen:
        server = psutil.Process(popen.pid)
        wait_until(lambda: len(sockets(server, port, psutil.CONN_LISTEN)) == 2)
        with contextlib.ExitStack() as kept:
            for _ in range(40):
                kept.enter_context(socket.create_connection(("127.0.0.1", port)))
            wait_until(lambda: sockets(server, port, psutil.CONN_ESTABLISHED).total() == 40)
            each = sockets(server, port, psutil.CONN_ESTABLISHED)
        assert len(each) == 2
        killed = next(iter(each))
        killed.kill()
        wait_until(lambda: killed not in sockets(server, port, psutil.CONN_LISTEN))
        asked = [urllib3.request("GET", f"http://127.0.0.1:{port}/healthz") for _ in range(20)]
        assert {answer.status for answer in asked} == {200}
        popen.terminate()
        popen.wait(START_SECONDS)
