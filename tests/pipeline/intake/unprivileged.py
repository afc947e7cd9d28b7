"""Running a part of a test as the user nobody: root may read everything, so permissions prove nothing."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_NOBODY = 65534


@contextmanager
def folder_of_nobody() -> Iterator[Path]:
    """A folder in which nobody may do everything; pytest's own folders are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="sohoa-test-") as folder:
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        yield Path(folder)


def as_nobody(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` gives in a forked process without root's rights.

    As another user than root this process has no such rights to begin with.
    """
    if os.geteuid() != 0:
        return work(*args, **kwargs)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(writing, work, *args, **kwargs)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    result: T = pickle.loads(answer)
    return result


def _answer(writing: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
        os.write(writing, pickle.dumps(work(*args, **kwargs)))
    finally:
        os._exit(0)
