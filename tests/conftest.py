"""What all tests share: a Prefect of their own, real servers, both kinds of records and of object store."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.servers import PostgresServer, S3Server, postgres_server, s3_server

# A machine that is busy makes an example slow, not wrong. With CI=true each run tries the same examples.
PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("sohoa", PATIENT)
hypothesis.settings.load_profile("sohoa")

# Before anything imports Prefect: it reads its settings once, and without a home of its own it would start
# its server in the home folder of whoever runs the tests.
_prefect_home = tempfile.TemporaryDirectory(prefix="sohoa-prefect-", ignore_cleanup_errors=True)
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "SOHOA_"))]:
    del os.environ[_name]
os.environ |= {
    "PREFECT_HOME": _prefect_home.name,
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


def pytest_unconfigure() -> None:
    _prefect_home.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; `postgres.new_database()` gives the SQLAlchemy URL of an empty database."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 server (`endpoint`, `access_key`, `secret_key`, `region`); `s3.new_bucket()` makes one."""
    with s3_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty records database, once as SQLite and once as PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture(params=["folder", "s3"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment that chooses an empty object store, once a folder and once an S3 bucket."""
    if request.param == "folder":
        return {"SOHOA_DATA_DIR": str(tmp_path / "data")}
    server: S3Server = request.getfixturevalue("s3")
    return {
        "SOHOA_DATA_DIR": str(tmp_path / "data"),
        "SOHOA_S3_ENDPOINT": server.endpoint,
        "SOHOA_S3_ACCESS_KEY": server.access_key,
        "SOHOA_S3_SECRET_KEY": server.secret_key,
        "SOHOA_S3_REGION": server.region,
        "SOHOA_S3_BUCKET": server.new_bucket(),
    }
