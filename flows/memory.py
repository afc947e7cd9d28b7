"""The C library's memory. By itself it keeps what each thread freed: pictures of pages, 8 MB each."""

from __future__ import annotations

import ctypes

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h
_PICTURE = 5 << 20  # bytes
_ARENAS = 2


def keep_no_pictures() -> None:
    """Let memory of the size of pictures go back to the system at once, and threads share the rest. Nothing
    is done where the C library is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _PICTURE)
        mallopt(_ARENA_MAX, _ARENAS)
