"""One page of a file, read as a batch would read it, of which nothing is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from models.errors import RequestError
from models.page import PageReading
from pipeline.intake.limits import Limits
from pipeline.intake.media import PDF
from pipeline.intake.pages import PageImage, count_pages, render_page
from pipeline.intake.receive import receive
from pipeline.reading.engine import OcrEngine
from pipeline.reading.pdf_form import is_signed
from pipeline.reading.read import read_page
from pipeline.reading.recorder import Recorder, unrecorded
from pipeline.reading.text_layer import read_text_layer
from pipeline.reading.turned import read_turned


def read_one_page(path: Path, number: int, engine: OcrEngine, record: Recorder) -> PageReading:
    """Read page `number` (from 1) of the file at `path`.

    Raises RequestError where it has no such page, and what intake and reading raise.
    """
    limits = Limits()
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        file = Path(folder, "scan")
        media_type = receive(path, None, file, limits).media_type
        if number > count_pages(file, media_type, limits):
            raise RequestError
        image = render_page(file, media_type, number, limits)
        return read_image(file, media_type, number, image, engine, record)


def read_image(
    file: Path,
    media_type: str,
    number: int,
    image: PageImage,
    engine: OcrEngine,
    record: Recorder = unrecorded,
    turns: int | None = None,
) -> PageReading:
    """The page's own text where it can be trusted, else what OCR reads from its `image`. `turns`: a clerk
    says that so many quarter turns to the left make it upright."""
    if turns is not None:
        reading = read_turned(image.pixels, image.dpi, turns, engine, record)
    else:
        own = read_text_layer(file, number, image.pixels, image.dpi) if media_type == PDF else None
        reading = own or read_page(image.pixels, image.dpi, engine, record)
    return reading.model_copy(update={"signed": is_signed(file)}) if media_type == PDF else reading
