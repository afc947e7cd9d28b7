"""The archive copy of a document: PDF/A-2b, each page its kept image with the text read from it behind.

PDF/A-2 with two layers is what công văn 7197/BKHCN-CĐSQG asks of an archive master.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import math
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
from pikepdf import Array, Dictionary, Job, Matrix, Name, ObjectStreamMode, Pdf, PdfError, Stream, String
from PIL import ImageCms

from models.errors import ObjectCorruptError
from models.geometry import Affine
from models.page import PageReading
from pipeline.keeping.images import add_image

PRODUCER = "Sohoa"
POINTS = 72  # to the inch
# A page's side in points (ISO 19005-2, 6.1.13); an image beyond is shown smaller or larger than its paper.
SHORTEST_SIDE, LONGEST_SIDE = 3, 14_400
# So many pages are in memory at a time, as encoded images.
PAGES_AT_ONCE = 8


@dataclass(frozen=True)
class ArchivePage:
    """A page to archive. `image`: the kept image, encoded, of `width` x `height` pixels at `dpi`;
    `text_pdf`: a PDF of one page, the reading's frame, with nothing but invisible text, if there is any."""

    image: bytes
    media_type: str
    dpi: int
    width: int
    height: int
    reading: PageReading | None
    text_pdf: bytes | None


def write_archive_pdf(
    pages: Iterable[ArchivePage], to: Path, *, title: str, document_id: str, created_at: dt.datetime
) -> None:
    """Write the archive copy into the new file `to`. The same input gives the same bytes; `pages` are taken
    one by one, and memory does not grow with their number. Raises ObjectCorruptError for an image or a text
    that is none.
    """
    with tempfile.TemporaryDirectory(dir=to.parent) as folder:
        parts = list(_write_parts(pages, Path(folder)))
        merged = Path(folder, "merged")
        Job(["qpdf", "--deterministic-id", "--empty", "--pages", *map(str, parts), "--", str(merged)]).run()
        with Pdf.open(merged) as pdf:
            _declare(pdf, title=title, document_id=document_id, created_at=created_at)
            _save(pdf, to)


def _write_parts(pages: Iterable[ArchivePage], folder: Path) -> Iterator[Path]:
    remaining = iter(pages)
    for number in itertools.count():
        batch = itertools.islice(remaining, PAGES_AT_ONCE)
        with Pdf.new() as pdf:
            for page in batch:
                try:
                    _add_page(pdf, page)
                except (PdfError, cv2.error, struct.error, KeyError):
                    raise ObjectCorruptError from None
            if not pdf.pages:
                return
            _save(pdf, folder / str(number))
        yield folder / str(number)


def _save(pdf: Pdf, to: Path) -> None:
    pdf.save(
        to,
        force_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.disable,
        preserve_pdfa=True,
    )


def _add_page(pdf: Pdf, page: ArchivePage) -> None:
    points = _points_per_pixel(page)
    width, height = page.width * points, page.height * points
    added = pdf.add_blank_page(page_size=(width, height))
    image = added.add_resource(pdf.make_indirect(add_image(pdf, page.image)), Name.XObject, Name.Image)
    content = _placed(image, Matrix(width, 0, 0, height, 0, 0))
    if page.text_pdf is not None and page.reading is not None:
        form, size = _text_form(pdf, page.text_pdf)
        text = added.add_resource(form, Name.XObject, Name.Text)
        content += _placed(text, _text_matrix(page, page.reading, size, points))
    if page.reading is not None:
        added.rotate(_upright(page.reading.to_image), relative=False)
    added.Contents = Stream(pdf, content)


def _placed(name: Name, matrix: Matrix) -> bytes:
    return b"q %s cm %s Do Q\n" % (matrix.encode(), str(name).encode())


def _points_per_pixel(page: ArchivePage) -> float:
    """The paper's own size, within what PDF/A allows."""
    shortest, longest = sorted((page.width, page.height))
    return min(max(POINTS / page.dpi, SHORTEST_SIDE / shortest), LONGEST_SIDE / longest)


def _text_form(pdf: Pdf, text_pdf: bytes) -> tuple[Stream, tuple[float, float]]:
    """The page of `text_pdf` as a form, with its width and height in points."""
    with Pdf.open(io.BytesIO(text_pdf)) as source:
        page = source.pages[0]
        page.contents_coalesce()
        form = Stream(pdf, page.Contents.read_bytes())
        form.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array(list(page.mediabox)),
            Resources=pdf.copy_foreign(source.make_indirect(page.Resources)),
        )
        left, bottom, right, top = (float(side) for side in page.mediabox)
    return pdf.make_indirect(form), (right - left, top - bottom)


def _text_matrix(page: ArchivePage, reading: PageReading, size: tuple[float, float], points: float) -> Matrix:
    """From the text's points, upwards, to the frame's pixels, downwards, to those of the image, to points."""
    frame = Matrix(reading.width / size[0], 0, 0, -reading.height / size[1], 0, reading.height)
    a, b, c, d, e, f = reading.to_image
    return frame @ Matrix(a, d, b, e, c, f) @ Matrix(points, 0, 0, -points, 0, page.height * points)


def _upright(to_image: Affine) -> int:
    """The quarter turns clockwise, in degrees, that show a page upright whose text runs otherwise."""
    runs = math.degrees(math.atan2(to_image.d, to_image.a))  # clockwise, as the image's rows run downwards
    return -round(runs / 90) * 90 % 360


def _declare(pdf: Pdf, *, title: str, document_id: str, created_at: dt.datetime) -> None:
    """Say what the file is, once for people and once, with the same values, as PDF/A asks."""
    pdf.Root.Lang = String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    profile = Stream(pdf, srgb_profile())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    moment = created_at.astimezone(dt.UTC).isoformat(timespec="seconds")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
        metadata["dc:title"] = title
        metadata["dc:identifier"] = document_id
        metadata["pdf:Producer"] = PRODUCER
        metadata["xmp:CreateDate"] = moment
        metadata["xmp:ModifyDate"] = moment


@functools.cache
def srgb_profile() -> bytes:
    """The ICC profile of sRGB. Little CMS writes the hour into it, which must not make two copies differ."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07e800010001000000000000")  # 2024-01-01 00:00:00
    return bytes(profile)
