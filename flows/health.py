"""Whether what Sohoa stands on works: each is really asked, side by side, and has only so long to answer."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.settings import Settings
from models.errors import SohoaError
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records

SECONDS = 10.0  # all CPUs may be reading pages
FRESH_SECONDS = 20.0
LEAST_FREE = 0.05  # of the disk
LEAST_FREE_BYTES = 1 << 30
MODEL = "vie"
GIGA = 1e9


class UnwellError(Exception):
    """What was asked answers, and all is not well; the text is for operators and holds no value."""


@dataclass(frozen=True)
class Finding:
    """`told`: what it answered, or the class of what went wrong; empty where it did not answer in time."""

    name: str
    well: bool
    told: str
    seconds: float


Probe = Callable[[], str]


def probes_of(
    settings: Settings, records: Records, blobs: ObjectStore, prefect: str | None
) -> dict[str, Probe]:
    """What is asked, by name. `prefect`: the address of its API; None where each command starts one."""

    def disk() -> str:
        usage = shutil.disk_usage(settings.data_dir)
        free = f"{usage.free / GIGA:.1f} GB".replace(".", ",")
        if usage.free < max(LEAST_FREE_BYTES, LEAST_FREE * usage.total):
            raise UnwellError(free)
        return free

    def objects() -> str:
        blobs.stat("health/none")
        return "" if settings.s3 is None else settings.s3.endpoint

    def database() -> str:
        records.ping()
        return settings.database_url.partition(":")[0].partition("+")[0]

    def scheduler() -> str:
        if prefect is None:
            return ""
        with urllib.request.urlopen(f"{prefect}/health", timeout=SECONDS):
            return prefect

    def webhooks() -> str:
        if dead := records.count_dead_messages():
            raise UnwellError(str(dead))
        return ""

    return {
        "disk": disk,
        "objects": objects,
        "database": database,
        "prefect": scheduler,
        "tesseract": _tesseract,
        "webhooks": webhooks,
    }


def _tesseract() -> str:
    done = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    if MODEL not in done.stdout.split():
        raise UnwellError(MODEL)
    return MODEL


def examine(probes: Mapping[str, Probe], seconds: float = SECONDS) -> list[Finding]:
    """All are asked at once; what has not answered after `seconds` is unwell."""
    began, answers = time.monotonic(), queue.SimpleQueue[Finding]()
    for name, probe in probes.items():
        threading.Thread(target=_ask, args=(name, probe, answers), daemon=True).start()
    found: dict[str, Finding] = {}
    while len(found) < len(probes):
        try:
            answer = answers.get(timeout=max(0.0, began + seconds - time.monotonic()))
        except queue.Empty:
            break
        found[answer.name] = answer
    return [found.get(name) or Finding(name, False, "", seconds) for name in probes]


def _ask(name: str, probe: Probe, answers: queue.SimpleQueue[Finding]) -> None:
    began, well = time.monotonic(), True
    try:
        told = probe()
    except UnwellError as error:
        well, told = False, str(error)
    except SohoaError as error:
        well, told = False, error.code
    except Exception as error:  # of whatever was asked; its text may hold an address with a password
        well, told = False, type(error).__name__
    answers.put(Finding(name, well, told, time.monotonic() - began))


@dataclass
class Health:
    """The last findings, asked for anew when they are older than FRESH_SECONDS, by one at a time."""

    probes: Mapping[str, Probe]
    _found: list[Finding] = field(default_factory=list)
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> list[Finding]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = examine(self.probes)
                self._until = time.monotonic() + FRESH_SECONDS
            return self._found
