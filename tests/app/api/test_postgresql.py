"""The API over PostgreSQL, asked by many at once: one chain in the log, one exchange for one key."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import Caller, fill, served, token_for
from tests.servers import PostgresServer


@pytest.fixture
def call(postgres: PostgresServer, tmp_path: Path) -> Iterator[Caller]:
    records = Records(postgres.new_database())
    records.migrate()
    blobs = FolderStore(tmp_path / "objects")
    fill(records, blobs, tmp_path)
    caller = Caller(served(records, blobs), records)
    caller.token = token_for(caller, Client("h15", "Một cửa", "G15.07"))
    yield caller
    records.close()


def test_many_ask_at_once(call: Caller) -> None:
    keys = [f"hồ sơ {number % 4}".encode().hex() for number in range(24)]

    def ask(key: str) -> str:
        given = call.ask(headers={"Idempotency-Key": key})
        assert given.status_code == 200, given.text
        return str(given.json()["exchange_id"])

    with ThreadPoolExecutor(6) as pool:
        exchanges = list(pool.map(ask, keys))
    assert len(set(exchanges)) == 4
    assert all(len(call.records.audit_lines(one)) == 6 for one in set(exchanges))
    assert call.records.audit_flaws({}) == []
    said = [{"kind": "field", "name": "full_name", "outcome": "confirmed"}]

    def confirm(exchange_id: str) -> int:
        path = f"/exchanges/{exchange_id}/confirmation"
        return call("POST", path, json={"items": said}).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(confirm, exchanges[:4] * 3))
    assert sorted(statuses) == [200] * 4 + [409] * 8
    assert call("GET", f"/exchanges/{exchanges[0]}").json()["confirmed_at"]
    assert call.records.audit_flaws({}) == []
