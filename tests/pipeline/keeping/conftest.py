"""Empty records of the present schema on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.keeping.audit import FIRST_HASH
from pipeline.keeping.records import Records
from pipeline.keeping.tables import metadata
from pipeline.keeping.tables.audit import audit_head
from tests.servers import PostgresServer


@pytest.fixture(scope="session")
def postgres_records(postgres: PostgresServer) -> Iterator[Records]:
    """One database for all tests, since making one takes longer than most tests do."""
    records = Records(postgres.new_database())
    records.migrate()
    yield records
    records.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    if request.param == "sqlite":
        records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
        records.migrate()
        yield records
        records.close()
        return
    records = request.getfixturevalue("postgres_records")
    yield records
    with records._writing() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the audit log's guards
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(audit_head.insert().values(id=1, number=0, sha256=FIRST_HASH))
