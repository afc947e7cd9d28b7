"""How long the desk takes to answer clerks, with many documents in the records and many clerks at work.

    .venv/bin/python -m bench.desk FOLDER [--documents 100000] [--clerks 20] [--seconds 2.5] [--each 5]

Fills FOLDER once (some minutes), serves it, and lets clerks check: the next document, its page, the first
crop, and each field in doubt, with a pause of `seconds` on average before each. Prints milliseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import threading
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from flows.settings import Settings
from flows.storage import open_blobs
from models.access import Role
from pipeline.keeping.tables.dossiers import documents, field_values, pages, receipts, scans
from tests.app.desk.checking import keep_batch
from tests.app.desk.kit import Served, serve

ANSWERS = {
    "full_name": "Nguyễn Văn An",
    "date_of_birth": "14/03/1990",
    "place_of_birth": "Xã Đa Quyn, Huyện Đức Trọng, Tỉnh Lâm Đồng",
}
DOUBTFUL = 3  # every third document waits
CHUNK = 5000

Times = dict[str, list[float]]


def fill(desk: Served, count: int) -> None:
    """Copies of one document of one page, each with a scan and a receipt of its own."""
    blobs = open_blobs(Settings.from_environment({"SOHOA_DATA_DIR": str(desk.data_dir)}))
    [first] = keep_batch(desk.records, blobs, "lô", 1)
    with desk.records._writing() as connection:
        one = {table.name: _rows(connection, table) for table in (scans, receipts, pages, documents)}
        fields = _rows(connection, field_values)
        ids = [hashlib.sha256(f"{first} {number}".encode()).hexdigest() for number in range(count)]
        _insert(connection, scans, [{**one["scans"][0], "id": scan} for scan in ids])
        _insert(connection, receipts, [{**one["receipts"][0], "id": scan, "scan_id": scan} for scan in ids])
        _insert(connection, pages, [{**one["pages"][0], "id": f"{scan}-1", "scan_id": scan} for scan in ids])
        made = [
            {**one["documents"][0], "id": scan[:32], "scan_id": scan, "to_check": number % DOUBTFUL == 0}
            for number, scan in enumerate(ids)
        ]
        _insert(connection, documents, made)
        _insert(
            connection,
            field_values,
            [{**field, "document_id": scan[:32]} for scan in ids for field in fields],
        )


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        connection.execute(table.insert(), rows[start : start + CHUNK])


def check(desk: Served, name: str, each: int, seconds: float, times: Times) -> None:
    """One clerk's work."""
    with desk.visitor() as clerk:
        clerk.sign_in(name)
        following = "/check/next"

        def timed(what: str, *arguments: Any, **data: str) -> Any:
            started = time.perf_counter()
            answer = clerk.submit(*arguments, **data) if data else clerk.get(*arguments)
            times[what].append(1000 * (time.perf_counter() - started))
            return answer

        for _ in range(each):
            time.sleep(2 * seconds * random.random())
            address = timed("next", following).headers["location"]
            html = timed("page", address).text
            timed("crop", re.findall(r'src="(/pictures/[^"]+)"', html)[0])
            for field, value in ANSWERS.items():
                time.sleep(2 * seconds * random.random())
                told = {"check_id": str(uuid.uuid4()), "revision": "1", "milliseconds": "900", "keys": "1"}
                answer = timed("field", f"{address}/fields/{field}", value=value, **told)
                assert answer.status_code == 200, answer.status_code
            following = f"/check/next?after={address.rpartition('/')[2]}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--clerks", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--each", type=int, default=5)
    options = parser.parse_args()
    is_new = not options.folder.exists()
    with serve(options.folder, "--no-work") as desk:
        if is_new:
            fill(desk, options.documents)
        names = [f"clerk-{uuid.uuid4().hex[:8]}" for _ in range(options.clerks)]
        for name in names:
            desk.add_user(name, Role.CLERK)
        times: Times = defaultdict(list)
        shared = (options.each, options.seconds, times)
        threads = [threading.Thread(target=check, args=(desk, name, *shared)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for what, taken in times.items():
        taken.sort()
        middle, late = taken[len(taken) // 2], taken[int(0.95 * len(taken))]
        print(f"{what:6} {len(taken):5}  p50 {middle:6.1f} ms  p95 {late:6.1f} ms  max {taken[-1]:6.1f} ms")


if __name__ == "__main__":
    main()
