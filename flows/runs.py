"""Where Prefect shows the run of a batch; asked by its HTTP API, so Prefect itself is not imported."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable
from urllib.error import URLError

SECONDS = 2.0


def pages_of_runs(api: str | None, batch_ids: Iterable[str]) -> dict[str, str]:
    """The address of the newest run's page, by batch; of no batch where there is no server with pages, or it
    does not answer. `api`: as PREFECT_API_URL has it."""
    names = list(batch_ids)
    if api is None or not names:
        return {}
    wanted = {"flow_runs": {"name": {"any_": names}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 200}
    request = urllib.request.Request(
        f"{api.rstrip('/')}/flow_runs/filter",
        json.dumps(wanted).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            runs = json.load(answer)
    except (URLError, TimeoutError, ValueError):
        return {}
    pages = api.rstrip("/").removesuffix("/api")
    return {run["name"]: f"{pages}/runs/flow-run/{run['id']}" for run in runs}
