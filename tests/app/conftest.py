"""`sohoa` as clerks run it, embedded and with servers; a Tesseract that can be counted and broken."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.server import prepare
from tests.flows.kit import environment
from tests.servers import PostgresServer, S3Server

# Every run for a page is noted. While the file `broken` is there each dies as of a segmentation fault.
TESSERACT = """#!/bin/sh
case "$*" in *--version*|*--list-langs*) exec {real} "$@";; esac
mkdir {folder}/runs/$$
if [ -e {folder}/broken ]; then echo {noise} >&2; kill -SEGV $$; fi
exec {real} "$@"
"""


@dataclass(frozen=True)
class Tesseract:
    """A tesseract in front of the real one."""

    folder: Path

    @property
    def runs(self) -> int:
        """How often it was run for a page."""
        return len(list((self.folder / "runs").iterdir()))

    def break_(self, broken: bool = True) -> None:
        if broken:
            (self.folder / "broken").touch()
        else:
            (self.folder / "broken").unlink()


@pytest.fixture
def tesseract(tmp_path: Path) -> Tesseract:
    return install_tesseract(tmp_path / "engine")


def install_tesseract(folder: Path, noise: str = "broken") -> Tesseract:
    """`noise`: what it complains of when it is broken."""
    (folder / "runs").mkdir(parents=True)
    program = folder / "tesseract"
    program.write_text(TESSERACT.format(real=shutil.which("tesseract"), folder=folder, noise=noise))
    program.chmod(0o755)
    return Tesseract(folder)


@pytest.fixture(params=["embedded", "servers"])
def env(request: pytest.FixtureRequest, tmp_path: Path, tesseract: Tesseract) -> dict[str, str]:
    """The environment of `sohoa`: SQLite and a folder, or PostgreSQL and an S3 server."""
    settings = {"PATH": f"{tesseract.folder}:{os.environ['PATH']}"}
    if request.param == "servers":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        s3: S3Server = request.getfixturevalue("s3")
        settings |= {
            "SOHOA_DATABASE_URL": postgres.new_database(),
            "SOHOA_S3_ENDPOINT": s3.endpoint,
            "SOHOA_S3_ACCESS_KEY": s3.access_key,
            "SOHOA_S3_SECRET_KEY": s3.secret_key,
            "SOHOA_S3_REGION": s3.region,
            "SOHOA_S3_BUCKET": s3.new_bucket(),
        }
    return environment(tmp_path / "data", settings)


@pytest.fixture
def embedded(tmp_path: Path, tesseract: Tesseract) -> dict[str, str]:
    """The environment of `sohoa` that needs no server."""
    return environment(tmp_path / "data", {"PATH": f"{tesseract.folder}:{os.environ['PATH']}"})


@pytest.fixture(scope="session", autouse=True)
def prepared_prefect() -> None:
    """What `./run setup` does once: without it every new data folder takes seconds longer."""
    prepare()
