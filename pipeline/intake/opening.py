"""Opening an untrusted file: never a link, a pipe or a device, and never one that is still being written."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from models.errors import FileChangedError, NotAFileError, StillGrowingError, UnreadableFileError

# O_NOFOLLOW refuses a symlink, O_NONBLOCK keeps a FIFO without a writer from blocking for ever.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NOT_A_FILE = frozenset({errno.ELOOP, errno.ENXIO, errno.ENODEV, errno.EISDIR})
# A modification time further in the future is a wrong clock, not a file being written.
_CLOCK_SKEW = 3600.0


@contextmanager
def open_untrusted(path: Path) -> Iterator[BinaryIO]:
    """The regular file at `path`, open for reading.

    Raises NotAFileError, UnreadableFileError (also when the file is gone or its disk fails).
    """
    with os.fdopen(_open_regular(path), "rb") as file:
        yield file


def _open_regular(path: Path) -> int:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise (NotAFileError if error.errno in _NOT_A_FILE else UnreadableFileError)() from None
    except ValueError:  # a NUL in the name
        raise UnreadableFileError() from None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotAFileError()


def settle(file: BinaryIO, settle_seconds: float) -> os.stat_result:
    """The state of `file`, once nobody has written to it for `settle_seconds`; raises StillGrowingError.

    Only a file touched within that time costs waiting, and only for what is left of it.
    """
    before = os.fstat(file.fileno())
    age = time.time() - before.st_mtime
    if -_CLOCK_SKEW < age < settle_seconds:
        time.sleep(settle_seconds - max(age, 0.0))
        if not _same(before, os.fstat(file.fileno())):
            raise StillGrowingError()
    return before


def check_unchanged(file: BinaryIO, before: os.stat_result) -> None:
    """Raises FileChangedError if `file` is not as it was `before`."""
    if not _same(before, os.fstat(file.fileno())):
        raise FileChangedError()


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
