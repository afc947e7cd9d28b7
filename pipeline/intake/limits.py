"""How much of untrusted input is looked at before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Every limit holds *before* the bytes behind it are decoded.

    `file_bytes`: of one file or archive member. `pages`: of one file. `pixels`: of one image, as stored
    or as rendered. `archive_*`: of one ZIP; what it unpacks to may be `archive_ratio` times its packed
    size, once that is more than `archive_ratio_from` bytes (an empty page packs better than a bomb).
    `render_seconds`, `render_memory_bytes`: of the process that opens or renders a PDF, then it is killed.
    `settle_seconds`: a file written to within this time is looked at again, for it may be growing.
    """

    file_bytes: int = 2 * 1024**3
    pages: int = 2000
    pixels: int = 150_000_000
    archive_bytes: int = 8 * 1024**3
    archive_members: int = 20_000
    archive_ratio: int = 200
    archive_ratio_from: int = 100 * 1024**2
    render_seconds: int = 60
    render_memory_bytes: int = 2 * 1024**3
    settle_seconds: float = 1.0
