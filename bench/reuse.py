"""How fast the API answers over many citizens: a database that is kept, two processes that serve, and wrk.

    .venv/bin/python -m bench.reuse fill FOLDER 1000000 [sqlite]   # citizens, with three documents each
    .venv/bin/python -m bench.reuse run FOLDER 30 [200 ...]        # seconds; requests a second, one run each

PostgreSQL waits for the disk at each commit, as it does where it is installed (settings: tests/servers.py).
Requests come at a fixed rate, whether or not the ones before are answered (bench/reuse.lua). Server, database
and wrk share the machine.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psycopg
import urllib3

from app.api.tokens import hashed
from bench.reuse_fill import fill
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from tests.servers import postgres_server

PROCESSES = 4  # twice the cores: threads of one process wait for each other
CONNECTIONS = 64
# Filling memory takes all there is of the machine, and a virtual one is made to rest after that.
WARM_SECONDS = 30
TOKEN = "bench"
SQLITE = "records.sqlite"
HERE = Path(__file__).parent


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """The URL of the records that are kept in the folder."""
    if (folder / SQLITE).exists():
        yield f"sqlite:///{folder / SQLITE}"
        return
    with postgres_server(folder / "postgresql") as server:
        yield server.database("bench")


def warm(url: str, folder: Path) -> None:
    """Let PostgreSQL take the whole database into its own memory, as it has it after some days of work; the
    kernel need not keep it too, which would look for room in the middle of the first minute."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
        database.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        database.execute("SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'i') AND relpages > 0")
        database.execute("CHECKPOINT")
    for file in (folder / "postgresql" / "data" / "base").glob("*/*"):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def prepare(folder: Path, citizens: int, kind: str) -> None:
    folder.mkdir(parents=True)
    if kind == "sqlite":
        (folder / SQLITE).touch()
    with database(folder) as url:
        records = Records(url)
        records.migrate()
        began = time.monotonic()
        fill(url, citizens)
        print(f"{citizens} citizens, {3 * citizens} documents: {time.monotonic() - began:.0f} s", flush=True)
        records.add_client(Client("bench", "bench", "H15", per_minute=10**6), hashed("secret"), "bench")
        records.add_token("bench", hashed(TOKEN), dt.datetime.now(dt.UTC) + dt.timedelta(days=365))
        records.close()
    (folder / "citizens").write_text(str(citizens))


@contextlib.contextmanager
def serving(url: str, folder: Path) -> Iterator[int]:
    """`sohoa serve` over these records; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve", "--no-work", "--port", str(port)]
    told = os.environ | {"SOHOA_DATABASE_URL": url, "SOHOA_DATA_DIR": str(folder / "data")}
    with subprocess.Popen([*command, "--processes", str(PROCESSES)], env=told) as server:
        try:
            _wait_for(server, f"http://127.0.0.1:{port}/healthz")
            yield port
        finally:
            server.terminate()


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    """For each of the processes, as far as can be known."""
    answers = 0
    while answers < 4 * PROCESSES and server.poll() is None:
        time.sleep(0.2)
        with contextlib.suppress(urllib3.exceptions.HTTPError):
            answers += urllib3.request("GET", url, retries=False).status == 200


def cpu_seconds() -> dict[str, float]:
    """That every process took until now, by its program."""
    found: dict[str, float] = defaultdict(float)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it may have ended
            name, told = stat.read_text().split("(", 1)[1].rsplit(")", 1)
            found[name] += sum(map(int, told.split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return found


def shoot(port: int, citizens: str, seconds: int, rate: int) -> None:
    print(f"\n{rate} a second", flush=True)
    before = cpu_seconds()
    script, url = str(HERE / "reuse.lua"), f"http://127.0.0.1:{port}"
    subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script, url],
        env=os.environ | {"CITIZENS": citizens, "RATE": str(rate)},
        check=True,
    )
    taken = {name: seconds - before.get(name, 0) for name, seconds in cpu_seconds().items()}
    most = sorted(taken, key=taken.__getitem__, reverse=True)[:4]
    print("seconds of CPU:", ", ".join(f"{name} {taken[name]:.1f}" for name in most), flush=True)


def run(folder: Path, seconds: int, rates: list[int]) -> None:
    with database(folder) as url:
        records = Records(url)
        records.migrate()
        records.close()
        if not url.startswith("sqlite"):
            warm(url, folder)
        with serving(url, folder) as port:
            citizens = (folder / "citizens").read_text()
            shoot(port, citizens, WARM_SECONDS, rates[0])
            for rate in rates:
                shoot(port, citizens, seconds, rate)


if __name__ == "__main__":
    at = Path(sys.argv[2]).resolve()
    if sys.argv[1] == "fill":
        prepare(at, int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else "postgresql")
    else:
        run(at, int(sys.argv[3]), [int(rate) for rate in sys.argv[4:]] or [200])
