"""A server of the desk as a process of its own, and visitors who come to it without a browser."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.web.passwords import hash_password
from flows.settings import Settings
from flows.storage import open_records
from models.access import Role
from pipeline.keeping.records import Records
from tests.flows.kit import command, environment, servers_of

PASSWORD = "một mật khẩu đủ dài"
START_SECONDS = 600  # a machine that does much else is slow, not wrong


class Visitor(httpx.Client):
    """A browser that follows no redirect and keeps cookies; `csrf` is that of the last page it saw."""

    csrf = ""

    def sign_in(self, name: str, password: str = PASSWORD) -> Visitor:
        answer = self.post("/login", data={"name": name, "password": password})
        assert answer.status_code == 303, answer.text
        self.learn("/password")
        return self

    def learn(self, path: str) -> None:
        found = re.search(r'data-csrf="([0-9a-f]+)"', self.get(path).text)
        self.csrf = found[1] if found else ""

    def submit(self, path: str, **data: str) -> httpx.Response:
        """Send a form as one of our pages does."""
        return self.post(path, data={"csrf": self.csrf, **data})


@dataclass(frozen=True)
class Served:
    url: str
    data_dir: Path
    records: Records

    def visitor(self) -> Visitor:
        return Visitor(base_url=self.url, timeout=START_SECONDS)

    def add_user(self, name: str, role: Role, office: str = "") -> None:
        """A user with PASSWORD, who need not change it."""
        hashed = hash_password(name, PASSWORD)
        self.records.add_user(name, f"Người {name}", role, office, hashed, "test")
        self.records.set_password(name, hashed, change=False)


@contextlib.contextmanager
def serve(
    data_dir: Path, *options: str, port: int | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    port = port or free_port()
    env = environment(data_dir, settings)
    told = command("serve", "--port", str(port), *options)
    process = subprocess.Popen(told, env=env, stdout=subprocess.DEVNULL)  # a pipe nobody reads would stop it
    records = open_records(Settings.from_environment(env))
    try:
        _wait(process, port)
        yield Served(f"http://127.0.0.1:{port}", data_dir, records)
    finally:
        records.close()
        process.terminate()
        process.wait(timeout=START_SECONDS)


def kill(served: Served) -> None:
    """End the server, its worker and whatever they started, at once and without a warning."""
    for process in servers_of(served.data_dir):
        with contextlib.suppress(ProcessLookupError):  # it ended with the one before
            os.kill(process, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60).status_code == 200:
                return
        assert process.poll() is None and time.monotonic() < deadline, "the desk did not start"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
