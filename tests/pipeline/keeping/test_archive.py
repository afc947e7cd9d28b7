from __future__ import annotations

import dataclasses
import datetime as dt
import io
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from pikepdf import Pdf, PdfImage, Stream

from models.geometry import Affine, Box
from models.page import Word
from pipeline.keeping.archive import ArchivePage, srgb_profile, write_archive_pdf
from pipeline.keeping.pdf_a import violations
from pipeline.keeping.xmp import NAMESPACE
from tests.pipeline.keeping.pages import FRAME_SIZE, MOMENT, scanned, upright, write

WIDTH, HEIGHT = FRAME_SIZE


def turned(degrees: float, scale: float, size: tuple[int, int]) -> Affine:
    """Clockwise about the middle of the frame, which becomes the middle of the image."""
    sin, cos = math.sin(math.radians(degrees)) * scale, math.cos(math.radians(degrees)) * scale
    x, y = WIDTH / 2, HEIGHT / 2
    return Affine(cos, -sin, size[0] / 2 - cos * x + sin * y, sin, cos, size[1] / 2 - sin * x - cos * y)


def placed(
    degrees: float, *, dpi: int = 200, size: tuple[int, int] = FRAME_SIZE, kind: str = ".jpg"
) -> ArchivePage:
    return scanned(turned(degrees, dpi / 200, size), size, dpi, kind)


SCANS = {
    "upright": placed(0),
    "upright at 300 dpi": placed(0, dpi=300, size=(2480, 3508)),
    "upside down": placed(180),
    "skewed": placed(2.5),
    "skewed other way, at 300 dpi": placed(-3, dpi=300, size=(2500, 3600)),
    "upside down and skewed": placed(177.5, dpi=300, size=(2500, 3600), kind=".png"),
    "lying on its right side": placed(90, size=(2339, 1654)),
    "lying on its left side": placed(-90, size=(2339, 1654)),
}


@pytest.fixture(scope="module", params=list(SCANS.values()), ids=list(SCANS))
def scan(request: pytest.FixtureRequest) -> ArchivePage:
    assert isinstance(request.param, ArchivePage)
    return request.param


@pytest.fixture(scope="module")
def archive(scan: ArchivePage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "archive.pdf"
    file.write_bytes(write([scan]))
    return file


def test_text_can_be_searched(archive: Path, scan: ArchivePage) -> None:
    assert scan.reading is not None
    command: list[str | Path] = ["pdftotext", "-raw", archive, "-"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    assert text.split() == scan.reading.text().split()
    assert "NGUYỄN THỊ HƯỜNG" in text


def test_text_lies_over_its_ink(archive: Path, scan: ArchivePage) -> None:
    assert scan.reading is not None
    image = cv2.imdecode(np.frombuffer(scan.image, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    shown = words_shown(archive)
    assert sorted(text for text, _, _ in shown) == sorted(word.text for word in scan.reading.words)
    for word in scan.reading.words:
        if word.text == "-":  # set as high as the words beside it
            continue
        box = scan.reading.to_image.box(word.box)
        x, y = (box.left + box.right) / 2 * 72 / scan.dpi, box.middle * 72 / scan.dpi
        assert min(math.dist((x, y), place) for text, *place in shown if text == word.text) < 1
        assert image[box.top : box.bottom, box.left : box.right].min() < 160


def test_low_marks_are_found_among_their_words(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(write([upright()]))
    command: list[str | Path] = ["pdftotext", "-layout", tmp_path / "a.pdf", "-"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    assert "Độc lập - Tự do - Hạnh phúc" in " ".join(text.split())


def words_shown(archive: Path) -> list[tuple[str, float, float]]:
    """The words and their middles, in points from the top left of the page as it was scanned."""
    with Pdf.open(archive) as pdf:
        turn = int(pdf.pages[0].get("/Rotate", 0))
        *_, width, height = (float(side) for side in pdf.pages[0].mediabox)
    command: list[str | Path] = ["pdftotext", "-bbox", archive, "-"]
    html = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    tree = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>|&(?!amp;|lt;|gt;)", "", html))
    found = []
    for word in tree.iter("{http://www.w3.org/1999/xhtml}word"):
        left, top, right, bottom = (float(word.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax"))
        x, y = (left + right) / 2, (top + bottom) / 2
        back = {0: (x, y), 90: (y, height - x), 180: (width - x, height - y), 270: (width - y, x)}
        found.append((word.text or "", *back[turn]))
    return found


def test_the_image_is_untouched_and_of_the_papers_size(archive: Path, scan: ArchivePage) -> None:
    with Pdf.open(archive) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        if scan.media_type == "image/jpeg":
            assert image.read_raw_bytes() == scan.image
        else:
            source = cv2.imdecode(np.frombuffer(scan.image, np.uint8), cv2.IMREAD_GRAYSCALE)
            assert isinstance(image, Stream) and source is not None
            assert np.array_equal(np.asarray(PdfImage(image).as_pil_image()), source)
        left, bottom, right, top = (float(side) for side in pdf.pages[0].mediabox)
    assert (left, bottom) == (0, 0)
    assert right == pytest.approx(scan.width / scan.dpi * 72, abs=0.01)
    assert top == pytest.approx(scan.height / scan.dpi * 72, abs=0.01)


def test_the_page_is_shown_upright(archive: Path) -> None:
    """The first printed line stands above the last, wherever the scanner had the top."""
    command: list[str | Path] = ["pdftoppm", "-r", "50", "-gray", archive]
    done = subprocess.run(command, capture_output=True, check=True, timeout=180)
    shown = cv2.imdecode(np.frombuffer(done.stdout, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown is not None and shown.shape[0] > shown.shape[1]
    dark = (shown < 160).sum(axis=1)
    # The first line stands near the top, the last far from the bottom.
    rows = np.flatnonzero(dark)
    assert rows[0] < 0.2 * len(dark) and rows[-1] < 0.85 * len(dark)


def test_it_is_pdf_a_2b(archive: Path) -> None:
    assert failures(archive.read_bytes()) == []


def failures(pdf: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(pdf)
        return violations(Path(file.name))


def test_pages_of_all_kinds_make_one_pdf_a() -> None:
    blank = cv2.imencode(".png", np.full((3508, 2480), 255, np.uint8))[1].tobytes()
    colour = cv2.imencode(".jpg", np.full((600, 400, 3), (20, 30, 200), np.uint8))[1].tobytes()
    palette = cv2.imencode(".png", np.eye(600, 400, dtype=np.uint8) * 255, [cv2.IMWRITE_PNG_BILEVEL, 1])[
        1
    ].tobytes()
    pages = [
        upright(),
        ArchivePage(blank, "image/png", 300, 2480, 3508, None),
        ArchivePage(colour, "image/jpeg", 96, 400, 600, None),
        ArchivePage(palette, "image/png", 200, 400, 600, None),
        *[placed(180)] * 20,
    ]
    pdf = write(pages)
    assert failures(pdf) == []
    with Pdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == len(pages)
        assert not opened.check_pdf_syntax()


def test_a_stream_that_ends_with_a_carriage_return_keeps_its_length() -> None:
    for end in (0x0A, 0x0D):
        data = _png_that_ends_with(end)
        pdf = write([ArchivePage(data, "image/png", 200, 40, 30, None)])
        assert failures(pdf) == []
        with Pdf.open(io.BytesIO(pdf)) as opened:
            (image,) = opened.pages[0].get_images().values()
            assert isinstance(image, Stream) and bytes([end]) in image.read_raw_bytes()[-2:]
            source = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
            assert source is not None and np.array_equal(np.asarray(PdfImage(image).as_pil_image()), source)


def _png_that_ends_with(end: int) -> bytes:
    """A gray page of 40 x 30 pixels whose compressed rows end with that byte, their sum and 1."""
    for shade in range(256):
        pixels = np.full((30, 40), 255, np.uint8)
        pixels[-1, -1] = shade  # any other is taken off the sum again by the pixel behind it
        data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes()
        at = data.index(b"IEND") - 8  # before it: the length of nothing, and the rows' own sum
        if data[at - 1] == end:
            return data
    raise AssertionError("no such page")


def test_words_at_the_edge_are_found(tmp_path: Path) -> None:
    page = upright()
    assert page.reading is not None
    edges = {
        "dưới": Box(900, HEIGHT - 12, 1000, HEIGHT + 20),
        "trên": Box(200, -25, 300, 5),
        "trái": Box(-60, 900, 20, 930),
        "phải": Box(WIDTH - 20, 900, WIDTH + 60, 930),
    }
    words = tuple(
        Word(text=text, box=box, confidence=0, line=line) for line, (text, box) in enumerate(edges.items())
    )
    reading = page.reading.model_copy(update={"words": words})
    (tmp_path / "a.pdf").write_bytes(write([dataclasses.replace(page, reading=reading)]))
    command: list[str | Path] = ["pdftotext", "-raw", tmp_path / "a.pdf", "-"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    assert sorted(text.split()) == sorted(edges)


def test_the_validator_can_find_a_fault() -> None:
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(write([upright()]))) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(out)
    assert failures(out.getvalue())


def test_sides_stay_within_what_pdf_a_allows() -> None:
    long = cv2.imencode(".png", np.full((1, 30_000), 255, np.uint8))[1].tobytes()
    pdf = write([ArchivePage(long, "image/png", 100, 30_000, 1, None)])
    with Pdf.open(io.BytesIO(pdf)) as opened:
        assert max(float(side) for side in opened.pages[0].mediabox) <= 14_400


def test_it_says_what_it_is_twice_the_same() -> None:
    with Pdf.open(io.BytesIO(write([upright()], title="Thẻ căn cước", document_id="d-77"))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata.pdfa_status, metadata["dc:title"]) == ("2B", "Thẻ căn cước")
            assert metadata["dc:identifier"] == "d-77"
            assert dt.datetime.fromisoformat(str(metadata["xmp:CreateDate"])) == MOMENT
            assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"]
        assert str(pdf.docinfo.Title) == "Thẻ căn cước"
        assert str(pdf.docinfo.CreationDate).startswith("D:20260101200405")  # UTC
        assert pdf.pdf_version == "1.7"


def test_elements_of_the_archive_are_in_its_metadata(tmp_path: Path) -> None:
    file = tmp_path / "archive.pdf"
    elements = {"TypeName": "Giấy khai sinh", "CodeNotation": "A & B <c>", "PageAmount": "1"}
    write_archive_pdf([upright()], file, title="t", document_id="d", created_at=MOMENT, elements=elements)
    assert violations(file) == []
    with Pdf.open(file) as pdf, pdf.open_metadata() as metadata:
        assert {name: metadata[f"{{{NAMESPACE}}}{name}"] for name in elements} == elements


def test_the_same_pages_make_the_same_bytes() -> None:
    pages = [upright(), *[placed(180)] * 9]
    assert write(pages) == write(pages)
    assert write(pages) != write(pages[1:])
    assert write(pages) != write(pages, title="khác")


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import sys; from tests.pipeline.keeping.pages import *; sys.stdout.buffer.write(write([upright()]))"
    )
    command = [sys.executable, "-c", program]
    other = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout
    assert other == write([upright()])


def test_the_profile_names_no_hour() -> None:
    assert srgb_profile()[24:36].hex() == "07e800010001000000000000"
    assert srgb_profile()[36:40] == b"acsp"


PEAK = """
import resource, sys
from pathlib import Path
import cv2, numpy as np
from pipeline.keeping.archive import ArchivePage, write_archive_pdf
from tests.pipeline.keeping.pages import MOMENT

noise = np.random.default_rng(1).integers(0, 255, (800, 800, 3), dtype=np.uint8)
image = cv2.imencode(".jpg", noise)[1].tobytes()

def pages(count):
    for number in range(count):
        own = image[:-2] + bytes([number % 200]) + image[-2:]
        yield ArchivePage(own, "image/jpeg", 300, 800, 800, None)

write_archive_pdf(pages(int(sys.argv[1])), Path(sys.argv[2]), title="t", document_id="d", created_at=MOMENT)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_pages(tmp_path: Path) -> None:
    peaks = []
    for count in (10, 100):
        command: list[str | Path] = [sys.executable, "-c", PEAK, str(count), tmp_path / f"{count}.pdf"]
        peaks.append(int(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout))
    assert (tmp_path / "100.pdf").stat().st_size > 60_000_000
    assert peaks[1] - peaks[0] < 20
