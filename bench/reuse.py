"""How fast the API answers over many citizens: fills a PostgreSQL of its own, measures with Debian's wrk.

    .venv/bin/python -m bench.reuse 100000 30    # citizens, with three documents each; seconds

Two processes serve, one for each core of a small machine; server, database and wrk share them.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import uvicorn
from fastapi import FastAPI

from app.api.server import create_api
from app.api.tokens import hashed
from models.matching import load_matching
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows import Client
from pipeline.matching.keys import keys_of
from pipeline.matching.person import Person
from tests.servers import postgres_server

PROCESSES = 2
CONNECTIONS = (1, 2, 4)
KEY = [("number", load_matching().keys["number"])]
TOKEN = "bench"
HERE = Path(__file__).parent


def fill(url: str, citizens: int) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
        for statement in (HERE / "reuse.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                database.execute(statement.replace(":citizens", str(citizens)).encode())
        with database.cursor() as cursor, cursor.copy("COPY blk (k, r) FROM STDIN") as copy:
            for n in range(1, citizens + 1):
                copy.write_row((keys_of(Person(number=f"001190{n:06d}"), KEY)[0][1], n))


def serve(url: str, folder: str, listener: socket.socket) -> None:
    app = FastAPI()
    app.mount("/api/v1", create_api(Records(url), FolderStore(Path(folder)), b"k" * 32))
    uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])


def prepare(url: str, citizens: int) -> None:
    records = Records(url)
    records.migrate()
    began = time.monotonic()
    fill(url, citizens)
    print(f"{citizens} citizens, {3 * citizens} documents: {time.monotonic() - began:.0f} s", flush=True)
    records.add_client(Client("bench", "bench", "H15", per_minute=10**6), hashed("secret"), "bench")
    records.add_token("bench", hashed(TOKEN), dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    records.close()


def measure(port: int, citizens: int, seconds: int) -> None:
    url = f"http://127.0.0.1:{port}"
    for connections in CONNECTIONS:
        print(f"\n{connections} at a time", flush=True)
        subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", HERE / "reuse.lua", url],
            env=os.environ | {"CITIZENS": str(citizens)},
            check=True,
        )


def main(citizens: int, seconds: int) -> None:
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        url = server.new_database()
        prepare(url, citizens)
        listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )  # else wrk and the server wait for each other
        context = multiprocessing.get_context("fork")
        workers = [context.Process(target=serve, args=(url, folder, listener)) for _ in range(PROCESSES)]
        for worker in workers:
            worker.start()
        try:
            time.sleep(3)
            measure(listener.getsockname()[1], citizens, seconds)
        finally:
            for worker in workers:
                worker.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
