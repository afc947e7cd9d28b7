"""Sample pages read by the real engine, on all CPUs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from bench.reading.pages import SamplePage
from flows.cpus import available_cpus
from models.page import PageReading
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine


class Sample(NamedTuple):
    """A page and how it was read."""

    page: SamplePage
    reading: PageReading


def read_samples(pages: Sequence[SamplePage]) -> Iterator[Sample]:
    """In the order of the pages."""
    with ThreadPoolExecutor(available_cpus()) as pool:
        yield from pool.map(_read, pages)


def _read(page: SamplePage) -> Sample:
    return Sample(page, read_page(page.draw(), page.dpi, TesseractEngine()))
