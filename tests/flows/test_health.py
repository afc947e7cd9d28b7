"""The probes of health against real parts, broken and whole, and the pages of Prefect's runs."""

from __future__ import annotations

import json
import os
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from flows.health import Health, UnwellError, examine, probes_of
from flows.runs import pages_of_runs
from flows.server import prefect_server
from flows.settings import Settings
from flows.storage import open_blobs, open_records

DEAD = "http://127.0.0.1:9/api"  # nobody listens there


def test_what_is_well_and_what_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)})
    records, blobs = open_records(settings), open_blobs(settings)
    well = {one.name: one for one in examine(probes_of(settings, records, blobs, None), seconds=60)}
    assert all(one.well for one in well.values())
    assert (well["database"].told, well["tesseract"].told) == ("sqlite", "vie")
    assert well["disk"].told.endswith(" GB")
    monkeypatch.setenv("PATH", str(tmp_path))
    unwell = {one.name: one for one in examine(probes_of(settings, records, blobs, DEAD), seconds=60)}
    assert (unwell["tesseract"].well, unwell["tesseract"].told) == (False, "FileNotFoundError")
    assert (unwell["prefect"].well, unwell["prefect"].told) == (False, "URLError")
    records.close()


def test_what_does_not_answer_keeps_nobody_waiting() -> None:
    never = threading.Event()

    def hang() -> str:
        return str(never.wait(60))

    def full() -> str:
        raise UnwellError("0.1 GB")

    began = time.monotonic()
    hung, low = examine({"objects": hang, "disk": full}, seconds=0.2)
    assert time.monotonic() - began < 30
    assert (hung.well, hung.told) == (False, "")
    assert (low.well, low.told) == (False, "0.1 GB")
    never.set()


def test_it_is_not_asked_again_at_once() -> None:
    asked: list[int] = []

    def count() -> str:
        asked.append(1)
        return ""

    health = Health({"disk": count})
    assert health.look() == health.look()
    assert len(asked) == 1


def test_the_newest_run_of_a_batch_is_found_at_prefect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with prefect_server(tmp_path / "prefect"):
        api = os.environ["PREFECT_API_URL"]
        flow = _post(f"{api}/flows/", {"name": "digitise"})["id"]
        runs = [
            _post(f"{api}/flow_runs/", {"flow_id": flow, "name": name})["id"] for name in ("b1", "b2", "b1")
        ]
        settings = Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)})
        records = open_records(settings)
        assert examine({"p": probes_of(settings, records, open_blobs(settings), api)["prefect"]})[0].well
        records.close()
        pages = pages_of_runs(api, ["b1", "b2", "b3"])
    base = api.removesuffix("/api")
    assert pages["b1"] in (f"{base}/runs/flow-run/{runs[0]}", f"{base}/runs/flow-run/{runs[2]}")
    assert pages == {"b1": pages["b1"], "b2": f"{base}/runs/flow-run/{runs[1]}"}
    assert pages_of_runs(DEAD, ["b1"]) == pages_of_runs(None, ["b1"]) == {}


def _post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=180) as answer:
        return json.load(answer)
