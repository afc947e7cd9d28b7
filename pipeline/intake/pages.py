"""From a received file to its pages, whatever its type."""

from __future__ import annotations

from pathlib import Path

from pipeline.intake.images import count_frames, render_frame
from pipeline.intake.limits import Limits
from pipeline.intake.media import PDF
from pipeline.intake.page_image import PageImage
from pipeline.intake.pdf import count_pdf_pages, render_pdf_page

__all__ = ["PageImage", "count_pages", "render_page"]


def count_pages(file: Path, media_type: str, limits: Limits) -> int:
    """The number of pages, at least one, without decoding any.

    Raises EncryptedFileError, CorruptFileError, NoPagesError, TooManyPagesError; TooManyPixelsError for a
    JPEG or PNG. In a PDF or TIFF one bad page costs that page only, when it is rendered.
    """
    if media_type == PDF:
        return count_pdf_pages(file, limits)
    return count_frames(file, media_type, limits)


def render_page(file: Path, media_type: str, number: int, limits: Limits) -> PageImage:
    """Page `number`, from 1, as an image. Only this page is in memory.

    Raises CorruptFileError, TooManyPixelsError, UnknownTypeError, RenderTimeoutError, RenderFailedError.
    """
    if media_type == PDF:
        return render_pdf_page(file, number, limits)
    return render_frame(file, media_type, number, limits)
