"""The archive copy of a document: PDF/A-2b, each page its kept image with the text read from it behind.

PDF/A-2 with two layers is what công văn 7197/BKHCN-CĐSQG asks of an archive master.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Job, Name, Object, ObjectStreamMode, Pdf, Stream, String
from PIL import ImageCms

from models.page import PageReading
from pipeline.keeping.images import add_image
from pipeline.keeping.pdf_text import add_font, quarter_turn, text_content
from pipeline.keeping.xmp import add_elements

PRODUCER = "Sohoa"
POINTS = 72  # to the inch
# A page's side in points (ISO 19005-2, 6.1.13).
SHORTEST_SIDE, LONGEST_SIDE = 3, 14_400
# So many pages are in memory at a time, as encoded images.
PAGES_AT_ONCE = 8


@dataclass(frozen=True)
class ArchivePage:
    """A page to archive. `image`: the kept image, encoded, of `width` x `height` pixels at `dpi`; `reading`:
    what was read of it, None if it could not be."""

    image: bytes
    media_type: str
    dpi: int
    width: int
    height: int
    reading: PageReading | None


def write_archive_pdf(
    pages: Iterable[ArchivePage],
    to: Path,
    *,
    title: str,
    document_id: str,
    created_at: dt.datetime,
    elements: Mapping[str, str] | None = None,
) -> None:
    """Write the archive copy into the new file `to`. `elements`: what else it says of itself.

    The same input gives the same bytes; `pages` are taken one by one, and memory does not grow with their
    number. Raises ObjectCorruptError for an image that is none.
    """
    with tempfile.TemporaryDirectory(dir=to.parent) as folder:
        parts = list(_write_parts(pages, Path(folder)))
        merged = Path(folder, "merged")
        Job(["qpdf", "--deterministic-id", "--empty", "--pages", *map(str, parts), "--", str(merged)]).run()
        with Pdf.open(merged) as pdf:
            _declare(pdf, title=title, document_id=document_id, created_at=created_at)
            add_elements(pdf, elements or {})
            _keep_lengths_plain(pdf)
            _save(pdf, to)


def _write_parts(pages: Iterable[ArchivePage], folder: Path) -> Iterator[Path]:
    remaining = iter(pages)
    for number in itertools.count():
        batch = itertools.islice(remaining, PAGES_AT_ONCE)
        with Pdf.new() as pdf:
            font = add_font(pdf)
            for page in batch:
                _add_page(pdf, page, font)
            if not pdf.pages:
                return
            _save(pdf, folder / str(number))
        yield folder / str(number)


def _keep_lengths_plain(pdf: Pdf) -> None:
    """Add a byte, which no decoder looks at, to each compressed stream whose last one is a carriage return:
    with the line feed before `endstream` it is taken for the end of a line, and the stream for one byte too
    short (ISO 19005-2, 6.1.7.1). One of 256 streams is such, since a checksum ends them."""
    for stream in pdf.objects:
        if not isinstance(stream, Stream) or stream.get("/Filter") != Name.FlateDecode:
            continue
        data, told = stream.read_raw_bytes(), stream.get("/DecodeParms")
        if data.endswith(b"\r"):
            parms = told if isinstance(told, Dictionary) else None
            stream.write(data + b"\0", filter=Name.FlateDecode, decode_parms=parms)


def _save(pdf: Pdf, to: Path) -> None:
    pdf.save(
        to,
        force_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.disable,
        preserve_pdfa=True,
    )


def _add_page(pdf: Pdf, page: ArchivePage, font: Object) -> None:
    points = _points_per_pixel(page)
    width, height = (max(SHORTEST_SIDE, side * points) for side in (page.width, page.height))
    added = pdf.add_blank_page(page_size=(width, height))
    image = added.add_resource(pdf.make_indirect(add_image(pdf, page.image)), Name.XObject, Name.Image)
    content = b"q %.4f 0 0 %.4f 0 0 cm %s Do Q\n" % (width, height, str(image).encode())
    if page.reading is not None and page.reading.words:
        name, size = added.add_resource(font, Name.Font, Name.Text), (page.width, page.height)
        content += text_content(name, page.reading, size, points)
        added.rotate(-quarter_turn(page.reading.to_image) % 360, relative=False)
    added.Contents = Stream(pdf, content)


def _points_per_pixel(page: ArchivePage) -> float:
    """The paper's own size, unless PDF/A knows no page so large."""
    return min(POINTS / page.dpi, LONGEST_SIDE / max(page.width, page.height))


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
