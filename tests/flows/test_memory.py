"""Pictures that are no longer needed are no longer held."""

from __future__ import annotations

import subprocess
import sys

from tests.flows.kit import ROOT

# Each thread makes pictures and drops them, some of them small enough to keep the large ones in their place.
PICTURES = """
import sys, threading
import numpy as np
import psutil
from flows.memory import keep_no_pictures
if sys.argv[1] == "no":
    keep_no_pictures()
kept = []
def work():
    for _ in range(40):
        pictures = [np.ones(8 << 20, np.uint8) for _ in range(4)]
        kept.append(np.ones(200_000, np.uint8))
        del pictures
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(psutil.Process().memory_info().rss >> 20)
"""


def megabytes(keep: str) -> int:
    command = [sys.executable, "-c", PICTURES, keep]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=True)
    return int(done.stdout)


def test_memory_of_pictures_goes_back() -> None:
    assert megabytes("no") + 50 < megabytes("yes")
