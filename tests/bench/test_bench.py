"""What is measured is the whole command: its time, and the memory of all its processes together."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.bench import Contender, compete, run_once, watch_memory

MEGABYTE = 1_000_000
HOLD = "import time; block = bytearray(60_000_000); time.sleep(1.5)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}]); "


def _python(code: str, name: str = "python") -> Contender:
    return Contender(name, [sys.executable, "-c", code])


def test_memory_of_children_counts() -> None:
    with subprocess.Popen([sys.executable, "-c", f"block = bytearray(40_000_000); {PARENT}"]) as process:
        peak = watch_memory(process)
    assert 100 * MEGABYTE < peak < 200 * MEGABYTE


def test_time_is_that_of_the_whole_command() -> None:
    assert run_once(_python("import time; time.sleep(1)")).seconds >= 1


def test_each_run_starts_with_an_empty_folder() -> None:
    make = "import os, pathlib; pathlib.Path(os.environ['WHERE'], 'file').touch(exist_ok=False)"
    contender = Contender("maker", [sys.executable, "-c", make], {"WHERE": "{fresh}"})
    assert len(compete([contender], repeat=2)["maker"]) == 2


def test_a_contender_that_fails_ends_the_measurement() -> None:
    with pytest.raises(SystemExit, match="broken failed"):
        run_once(_python("raise SystemExit(1)", "broken"))


def test_cpu_time_counts_of_processes_that_end_after_the_command() -> None:
    work = "import time; began = time.process_time()\nwhile time.process_time() < began + 0.5: pass"
    left = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {work!r}])"
    assert run_once(_python(left)).cpu >= 0.5
