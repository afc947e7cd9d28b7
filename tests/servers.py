"""Real servers for tests: PostgreSQL (Debian's) and an S3 server (rclone), each on a port of its own.

They live in a temporary folder, listen on 127.0.0.1 only and die with the test process. A server that cannot
be started is an error, never a skipped test. Passwords are made up for each run and never printed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from minio import Minio
from psycopg import sql
from urllib3.exceptions import HTTPError

START_SECONDS = 180  # a machine that does much else is slow, not wrong
POSTGRES_BINARIES = Path("/usr/lib/postgresql")
POSTGRES_ACCOUNT = "postgres"  # Debian's package makes it; PostgreSQL refuses to run as root


class ServerError(RuntimeError):
    """A server of the tests did not start."""


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL cluster that keeps nothing once the tests are over."""

    port: int
    password: str = field(repr=False)

    def new_database(self) -> str:
        """Make an empty database; returns its SQLAlchemy URL."""
        return self.database(f"test_{uuid.uuid4().hex}")

    def database(self, name: str) -> str:
        """The URL of the database of this name, which is made if it is not there."""
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://sohoa:{self.password}@127.0.0.1:{self.port}/{name}"

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self._conninfo("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _conninfo(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=sohoa password={self.password} dbname={database}"


@dataclass(frozen=True)
class S3Server:
    """An S3 server over a folder; it refuses requests that are not signed with its keys."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"

    def client(self) -> Minio:
        return Minio(
            self.endpoint.removeprefix("http://"),
            access_key=self.access_key,
            secret_key=self.secret_key,
            region=self.region,
            secure=False,
        )

    def new_bucket(self) -> str:
        """Make an empty bucket; returns its name."""
        name = f"test-{uuid.uuid4().hex}"
        self.client().make_bucket(name)
        return name

    def is_ready(self) -> bool:
        try:
            self.client().list_buckets()
        except HTTPError:
            return False
        return True


# Nothing has to survive a power cut in a test, so nothing waits for the disk.
_CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
_KEPT = ("shared_buffers=12GB", "max_wal_size=8GB", "checkpoint_timeout=15min", "wal_compression=lz4")


@contextlib.contextmanager
def postgres_server(kept: Path | None = None) -> Iterator[PostgresServer]:
    """Start a PostgreSQL server; raises ServerError. `kept`: a folder whose databases stay, and which
    waits for the disk as a server does on which somebody relies."""
    binaries = _postgres_binaries()
    account = POSTGRES_ACCOUNT if os.geteuid() == 0 else None
    with _folder(account) if kept is None else _kept(kept, account) as folder:
        password = folder / "password"
        server = PostgresServer(
            _free_port(), password.read_text() if password.exists() else secrets.token_hex(16)
        )
        data = folder / "data"
        if not data.exists():
            _initialise(binaries / "initdb", folder, server.password, account)
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(server.port)]
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=")
        for setting in settings + (_CARELESS if kept is None else _KEPT):
            command += ["-c", setting]
        # QUIT: PostgreSQL's immediate shutdown, also for its children; INT: the fast one that loses nothing.
        death = "QUIT" if kept is None else "INT"
        with _running(command, folder, account=account, death=death, ready=server.is_ready):
            yield server


@contextlib.contextmanager
def s3_server() -> Iterator[S3Server]:
    """Start an S3 server; raises ServerError."""
    program = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    if program is None:
        raise ServerError("rclone is missing: it comes with the development requirements")
    with _folder(None) as folder:
        (folder / "objects").mkdir()
        port = _free_port()
        server = S3Server(f"http://127.0.0.1:{port}", secrets.token_hex(8), secrets.token_hex(16))
        command = [program, "serve", "s3", "--config", "", "--addr", f"127.0.0.1:{port}"]
        command += ["--no-cleanup", str(folder / "objects")]
        # The keys go by the environment: a command line can be read by every account of the machine.
        keys = {"RCLONE_AUTH_KEY": f'"{server.access_key},{server.secret_key}"'}
        with _running(command, folder, environment=keys, death="TERM", ready=server.is_ready):
            yield server


def _postgres_binaries() -> Path:
    found = sorted(POSTGRES_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise ServerError(
            "PostgreSQL's server is missing: `./run test` installs the Debian package postgresql"
        )
    return found[-1].parent


def _initialise(initdb: Path, folder: Path, password: str, account: str | None) -> None:
    data, password_file = folder / "data", folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if account is not None:
        shutil.chown(password_file, account, account)
    options = ["-U", "sohoa", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-A", "scram-sha-256"]
    result = subprocess.run(
        [initdb, "-D", data, *options, f"--pwfile={password_file}"],
        cwd=folder,
        user=account,
        group=account,
        extra_groups=None if account is None else [],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
    if result.returncode != 0:
        raise ServerError(f"initdb failed: {result.stderr.strip()}")


@contextlib.contextmanager
def _folder(account: str | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sohoa-server-", ignore_cleanup_errors=True) as name:
        if account is not None:
            shutil.chown(name, account, account)
        yield Path(name)


@contextlib.contextmanager
def _kept(folder: Path, account: str | None) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    if account is not None:
        shutil.chown(folder, account, account)
    yield folder


@contextlib.contextmanager
def _running(
    command: list[str],
    folder: Path,
    *,
    ready: Callable[[], bool],
    death: str,
    account: str | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[None]:
    """Keep a server running while the block runs; `death`: its last signal, also if the tests are killed."""
    drop = [] if account is None else [f"--reuid={account}", f"--regid={account}", "--init-groups"]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["setpriv", f"--pdeathsig={death}", *drop, *command],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until(ready, process, log)
        yield
    finally:
        process.send_signal(signal.Signals[f"SIG{death}"])
        process.wait(timeout=START_SECONDS)


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServerError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
