"""PDF: opened and rendered in processes that can be killed; a page that is one JPEG is taken out as it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pikepdf

from models.errors import (
    CorruptFileError,
    EncryptedFileError,
    NoPagesError,
    RenderFailedError,
    RenderTimeoutError,
    SohoaError,
    TooManyPagesError,
    TooManyPixelsError,
)
from pipeline.intake import untrusted_pdf
from pipeline.intake.images import render_jpeg
from pipeline.intake.jpeg import plain_jpeg_size
from pipeline.intake.limits import Limits
from pipeline.intake.page_image import A4_LONG_SIDE, DPI, LONGEST_SIDE, PageImage, Pixels, make_page, to_bgr
from pipeline.intake.pdf_page import POINTS_AN_INCH, PageSize, Scan, check_images, page_size, sole_scan

_PROGRAM = Path(untrusted_pdf.__file__)
_STATUS_ERRORS: dict[int, type[SohoaError]] = {
    untrusted_pdf.ENCRYPTED: EncryptedFileError,
    untrusted_pdf.CORRUPT: CorruptFileError,
    untrusted_pdf.TIMED_OUT: RenderTimeoutError,
}
pikepdf.settings.set_qpdf_limits(flate_max_memory=untrusted_pdf.UNPACKED_BYTES)
_GRACE_SECONDS = 5  # for the program to end by itself once its own time is up


def count_pdf_pages(file: Path, limits: Limits) -> int:
    """The number of pages; a file whose structure needs repair is corrupt, for pages may be missing.

    Raises EncryptedFileError (no password: fine), CorruptFileError, NoPagesError, TooManyPagesError.
    """
    status, output = _run(["count"], file, [str(limits.pages)], limits)
    if status != 0:
        raise _STATUS_ERRORS.get(status, CorruptFileError)()
    pages = int(output)
    if pages < 1:
        raise NoPagesError()
    if pages > limits.pages:
        raise TooManyPagesError()
    return pages


def render_pdf_page(file: Path, number: int, limits: Limits) -> PageImage:
    """Page `number` (1-based) at 300 dpi, or at its scan's own resolution where it is just one JPEG.

    Raises TooManyPixelsError, CorruptFileError, RenderTimeoutError, RenderFailedError, for this page.
    """
    with _hostile(), pikepdf.open(file, attempt_recovery=False, suppress_warnings=True) as pdf:
        page = pdf.pages[number - 1]
        size = page_size(page)
        check_images(page, limits.pixels)
        scan = sole_scan(page, size, limits.pixels)
        if scan is not None and _is_plain(scan, limits):
            return render_jpeg(scan.data, scan.dpi)
    dpi, claimed = _resolution(size)
    return make_page(_render(file, number, dpi, size, limits), claimed)


def _resolution(size: PageSize) -> tuple[int, tuple[float, float] | None]:
    """The dpi to render at, as poppler counts, and those of the outcome: None for a page larger than any
    paper, as telephones make them, a point for a pixel. It is taken for A4."""
    longest = max(size.inches)
    if longest <= LONGEST_SIDE:
        return max(1, round(DPI * size.unit)), (DPI, DPI)  # poppler does not know user units
    return max(1, round(DPI * size.unit * A4_LONG_SIDE / longest)), None


@contextmanager
def _hostile() -> Iterator[None]:
    """Whatever a parser makes of hostile bytes comes out as CorruptFileError."""
    try:
        yield
    except SohoaError:
        raise
    except Exception:
        raise CorruptFileError() from None


def _is_plain(scan: Scan, limits: Limits) -> bool:
    """Whether the JPEG itself, not only the PDF around it, is of a kind that can be shown as it is."""
    size = plain_jpeg_size(scan.data)
    if size is not None and size[0] * size[1] > limits.pixels:
        raise TooManyPixelsError()
    return size is not None


def _render(file: Path, number: int, dpi: int, size: PageSize, limits: Limits) -> Pixels:
    if size.width <= 0 or size.height <= 0:
        raise CorruptFileError()
    if size.width * size.height * (dpi / POINTS_AN_INCH) ** 2 > limits.pixels:
        raise TooManyPixelsError()
    # Beside the file: if this process is killed, no page is left where nobody clears it away.
    with tempfile.TemporaryDirectory(prefix="render-", dir=file.parent) as folder:
        options = [str(number), str(dpi), str(limits.render_seconds), folder]
        status, _ = _run(["render"], file, options, limits)
        images = list(Path(folder).iterdir())
        if status not in (0, untrusted_pdf.COMPLAINED) or len(images) != 1:
            raise _STATUS_ERRORS.get(status, RenderFailedError)()
        pixels = _read_ppm(images[0])
    # Poppler leaves out what it cannot draw: an empty page after errors is no blank page.
    if status == untrusted_pdf.COMPLAINED and pixels.min() == pixels.max():
        raise CorruptFileError()
    return pixels


def _read_ppm(file: Path) -> Pixels:
    """Width, height and 255 on lines of their own after P6, then the pixels, RGB."""
    with file.open("rb") as ppm:
        magic, size, deepest = ppm.readline(), ppm.readline(), ppm.readline()
        pixels = np.fromfile(ppm, np.uint8)
    if magic != b"P6\n" or deepest != b"255\n":
        raise RenderFailedError()
    width, height = map(int, size.split())
    if pixels.size != width * height * 3:
        raise RenderFailedError()
    return to_bgr(pixels.reshape(height, width, 3))


def _run(verb: list[str], file: Path, rest: list[str], limits: Limits) -> tuple[int, bytes]:
    """Exit status and output of the program that opens the PDF in our place."""
    command = [sys.executable, "-I", str(_PROGRAM), *verb, str(limits.render_memory_bytes), str(file), *rest]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as program:
        try:
            output, _ = program.communicate(timeout=limits.render_seconds + _GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.communicate()
            return untrusted_pdf.TIMED_OUT, b""
        except BaseException:
            os.killpg(program.pid, signal.SIGKILL)
            raise
    return program.returncode, output
