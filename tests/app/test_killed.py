"""kill -9 at any moment, then the same command again: the same end, nothing twice, nothing missing."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from app.exporting import batch_rows
from flows.settings import Settings
from flows.storage import open_blobs, open_records
from models.dossier import Manifest
from models.errors import SohoaError
from pipeline.keeping.documents import verify_manifest
from tests.flows.kit import (
    ROOT,
    SECONDS,
    command,
    draw_page,
    environment,
    marital_status,
    residence,
    save_image,
    save_pdf,
    servers_of,
    sohoa,
)
from tests.servers import PostgresServer, S3Server

MOMENTS = 20
MOMENTS_WITH_SERVERS = 4
# What a run does at a time of its own, or only when something failed.
TIMES = {
    "created_at",
    "decided_at",
    "drawn_at",
    "ended_at",
    "kept_at",
    "opened_at",
    "seconds",
    "manifest_sha256",
}


@dataclass(frozen=True)
class End:
    """How a batch ended: what is exported, which objects there are, and all rows without their times."""

    export: list[dict[str, Any]]
    keys: list[str]
    rows: dict[str, list[str]]


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    certificate = draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234"))
    save_pdf(folder / "một" / "a.pdf", [certificate, draw_page([])])
    # What one file of a dossier says counts for the others.
    save_image(folder / "một" / "b.png", draw_page(residence("NGUYỄN THỊ HOA", "036190001234")))
    return folder


def end_of(env: dict[str, str]) -> End:
    blobs = open_blobs(Settings.from_environment(env))
    keys = sorted(blobs.list(""))
    for key in keys:
        if key.endswith("manifest.json"):
            manifest = Manifest.model_validate_json(blobs.get(key))
            assert verify_manifest(blobs, manifest) == [], key
    with contextlib.closing(open_records(Settings.from_environment(env))) as records:
        export = list(batch_rows(records, records.find_batch("lô")))
    return End(export, keys, rows_of(Settings.from_environment(env).database_url))


def rows_of(url: str) -> dict[str, list[str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table: sorted(
                str({name: value for name, value in row.items() if name not in TIMES})
                for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()
            )
            for table in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def kill_when(env: dict[str, str], dossiers: Path, objects: int, delay: float, group: bool) -> int:
    """Start the command, kill it `delay` seconds after there are so many objects; returns its exit code."""
    process = subprocess.Popen(
        command("digitise", dossiers, "--batch", "lô"),
        env=env,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and count_objects(env) < objects:
        time.sleep(0.005)
    time.sleep(delay)
    if process.poll() is None:
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    return process.wait(SECONDS)


def count_objects(env: dict[str, str]) -> int:
    try:
        return len(list(open_blobs(Settings.from_environment(env)).list("")))
    except SohoaError:
        return 0


def killed_and_done_again(
    env: dict[str, str], dossiers: Path, objects: int, delay: float, group: bool
) -> int:
    """Kill a run, run again; returns the exit code of the killed one. What is left running is asserted."""
    data_dir = Path(env["SOHOA_DATA_DIR"])
    code = kill_when(env, dossiers, objects, delay, group)
    deadline = time.monotonic() + SECONDS
    while servers_of(data_dir) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers_of(data_dir) == []
    again = sohoa(env, "digitise", dossiers, "--batch", "lô")
    assert again.returncode == 0, again.stderr
    assert servers_of(data_dir) == []
    return code


def kill_often(moments: int, environments: list[dict[str, str]], dossiers: Path, undisturbed: End) -> None:
    """Kill at moments spread over the objects of a batch, before the first and after the last among them."""
    last = len(undisturbed.keys)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(
                killed_and_done_again,
                environments[moment],
                dossiers,
                round(moment * last / (moments - 1)),
                0.02 * (moment % 4),
                moment % 2 == 0,
            )
            for moment in range(moments)
        ]
        codes = [run.result() for run in runs]
    assert codes.count(-signal.SIGKILL) >= 0.7 * moments  # whoever is killed late may have ended before
    for env in environments:
        end = end_of(env)
        assert end.keys == undisturbed.keys
        assert end.export == undisturbed.export
        assert end.rows == undisturbed.rows


def test_killed_at_many_moments(tmp_path: Path, dossiers: Path) -> None:
    env = environment(tmp_path / "undisturbed")
    assert sohoa(env, "digitise", dossiers, "--batch", "lô").returncode == 0
    environments = [environment(tmp_path / f"{moment}") for moment in range(MOMENTS)]
    undisturbed = end_of(env)
    numbers = [row["fields"]["personal_id"] for row in undisturbed.export if row["fields"]]
    assert len(numbers) == 2 and all("dossier" in number["sources"] for number in numbers)
    kill_often(MOMENTS, environments, dossiers, undisturbed)


def test_killed_with_servers(tmp_path: Path, dossiers: Path, postgres: PostgresServer, s3: S3Server) -> None:
    def with_servers(name: str) -> dict[str, str]:
        settings = {
            "SOHOA_DATABASE_URL": postgres.new_database(),
            "SOHOA_S3_ENDPOINT": s3.endpoint,
            "SOHOA_S3_ACCESS_KEY": s3.access_key,
            "SOHOA_S3_SECRET_KEY": s3.secret_key,
            "SOHOA_S3_REGION": s3.region,
            "SOHOA_S3_BUCKET": s3.new_bucket(),
        }
        return environment(tmp_path / name, settings)

    env = with_servers("undisturbed")
    assert sohoa(env, "digitise", dossiers, "--batch", "lô").returncode == 0
    environments = [with_servers(str(moment)) for moment in range(MOMENTS_WITH_SERVERS)]
    kill_often(MOMENTS_WITH_SERVERS, environments, dossiers, end_of(env))


def test_killed_again_and_again(tmp_path: Path, dossiers: Path) -> None:
    """A command that is killed each time gets on all the same, and leaves no server behind."""
    env = environment(tmp_path / "data")
    for objects in (1, 3, 5, 8):
        kill_when(env, dossiers, objects, 0.0, group=False)
    assert sohoa(env, "digitise", dossiers, "--batch", "lô").returncode == 0
    calm = environment(tmp_path / "undisturbed")
    assert sohoa(calm, "digitise", dossiers, "--batch", "lô").returncode == 0
    assert end_of(env) == end_of(calm)
