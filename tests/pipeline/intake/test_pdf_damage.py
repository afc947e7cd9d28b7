from __future__ import annotations

import contextlib
import threading
import time
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from models.errors import CorruptFileError, RenderTimeoutError, SohoaError, TooManyPixelsError
from pipeline.intake.limits import Limits
from pipeline.intake.media import PDF
from pipeline.intake.pages import count_pages, render_page
from tests.pipeline.intake.builders import (
    COVER,
    add_page,
    add_scan,
    encoded,
    huge_bitmap,
    image_stream,
    jpeg,
    save,
    scan_image,
    scanned_pdf,
    twice_packed,
)
from tests.pipeline.intake.rendering import red_corner, refused, render

LIMITS = Limits()


def test_a_huge_image_on_page_3_costs_page_3(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for number in range(1, 6):
        if number == 3:
            add_page(pdf, huge_bitmap(pdf))
        else:
            add_scan(pdf)
    file = save(pdf, tmp_path / "a.pdf")
    assert count_pages(file, PDF, LIMITS) == 5
    for number in (1, 2, 4, 5):
        assert render_page(file, PDF, number, LIMITS).kept == jpeg()
    with pytest.raises(TooManyPixelsError):
        render_page(file, PDF, 3, LIMITS)


def test_the_bomb_is_small_and_refused_before_it_is_decoded(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, huge_bitmap(pdf))
    file = save(pdf, tmp_path / "a.pdf")
    started = time.thread_time()
    with pytest.raises(TooManyPixelsError):
        render_page(file, PDF, 1, LIMITS)
    assert time.thread_time() - started < 0.1
    assert file.stat().st_size < 12_000


def test_a_huge_image_deep_inside(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    inner: Stream = huge_bitmap(pdf)
    for _ in range(20):
        inner = pdf.make_stream(
            b"/X Do",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 595, 842],
            Resources=Dictionary(XObject=Dictionary(X=pdf.make_indirect(inner))),
        )
    add_page(pdf, inner)
    assert refused(pdf, tmp_path) is TooManyPixelsError


def test_a_huge_image_as_mask_in_an_annotation_and_inherited(tmp_path: Path) -> None:
    for place in ("mask", "annotation", "inherited"):
        pdf = pikepdf.new()
        huge = pdf.make_indirect(huge_bitmap(pdf))
        if place == "mask":
            add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, SMask=huge))
        elif place == "annotation":
            note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 9, 9], AP=Dictionary(N=huge))
            add_scan(pdf, Annots=Array([pdf.make_indirect(note)]))
        else:
            page = add_page(pdf)
            page.obj.Contents = pdf.make_stream(COVER)
            del page.obj.Resources
            pdf.Root.Pages.Resources = Dictionary(XObject=Dictionary(Im0=huge))
        assert refused(pdf, tmp_path) is TooManyPixelsError, place


@pytest.mark.parametrize("name", ["/A", "/P", "/Parent", "/Type", "/Dest"])
def test_a_huge_image_cannot_hide_behind_its_name(tmp_path: Path, name: str) -> None:
    pdf = pikepdf.new()
    page = add_scan(pdf)
    page.obj.Resources.XObject[name] = pdf.make_indirect(huge_bitmap(pdf))
    assert refused(pdf, tmp_path) is TooManyPixelsError


def test_a_link_to_a_bad_page_costs_nothing(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    bad = add_page(pdf, huge_bitmap(pdf))
    page = add_scan(pdf)
    action = Dictionary(S=Name.GoTo, D=Array([bad.obj, Name.Fit]))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action, P=page.obj)
    page.obj.Annots = Array([pdf.make_indirect(link)])
    assert red_corner(render(pdf, tmp_path, 2)) == "top left"


def test_a_jpeg_larger_than_the_pdf_around_it_says(tmp_path: Path) -> None:
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = (35_000).to_bytes(2, "big") * 2
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, bytes(data), 827, 1169))
    assert refused(pdf, tmp_path) is TooManyPixelsError


def test_a_form_that_draws_itself(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    form = pdf.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    add_page(pdf, form)
    assert render(pdf, tmp_path, limits=Limits(render_seconds=20)).pixels.min() == 255


def test_a_page_that_never_ends_is_killed(tmp_path: Path) -> None:
    """Forms that draw each other twenty times, eight levels deep."""
    pdf = pikepdf.new()
    inner = pdf.make_stream(b"0 0 595 842 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    for _ in range(8):
        inner = pdf.make_stream(
            b"/X Do " * 20,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, 595, 842],
            Resources=Dictionary(XObject=Dictionary(X=inner)),
        )
    add_page(pdf, inner)
    started = time.perf_counter()
    assert refused(pdf, tmp_path, limits=Limits(render_seconds=2)) is RenderTimeoutError
    assert time.perf_counter() - started < 60


def test_a_page_whose_instructions_are_a_bomb(tmp_path: Path) -> None:
    """Two filters, one after the other, pack 256 MB of instructions into a kilobyte."""
    packed = twice_packed(b" " * 256 * 1024**2)
    pdf = pikepdf.new()
    page = add_scan(pdf)
    page.obj.Contents = Stream(pdf, packed, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    save(pdf, tmp_path / "a.pdf")
    started = time.perf_counter()
    with contextlib.suppress(SohoaError):
        render_page(tmp_path / "a.pdf", PDF, 1, Limits(render_seconds=10))
    assert time.perf_counter() - started < 60


def test_a_decoder_that_wants_too_much_memory_is_stopped(tmp_path: Path) -> None:
    """The JPEG 2000 stream is larger than the PDF around it says; only the decoder finds out."""
    data = bytearray(encoded(scan_image(64, 64), "JPEG2000"))
    at = data.index(b"\xff\x4f\xff\x51") + 8
    data[at : at + 8] = (30_000).to_bytes(4, "big") * 2
    data[at + 16 : at + 24] = (30_000).to_bytes(4, "big") * 2
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, bytes(data), 64, 64, Filter=Name.JPXDecode))
    started = time.perf_counter()
    assert refused(pdf, tmp_path, limits=Limits(render_seconds=10)) is not None
    assert time.perf_counter() - started < 60


@pytest.mark.parametrize("box", [[0, 0, 10**6, 10**6], [0, 0, 10**9, 10**9]])
def test_a_page_larger_than_can_be_rendered(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 0 9 9 re f", MediaBox=Array(box))
    assert refused(pdf, tmp_path) is TooManyPixelsError


@pytest.mark.parametrize("box", [[0, 0, 0, 842], [0, 0, 0, 0]])
def test_a_page_without_area(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), MediaBox=Array(box))
    assert refused(pdf, tmp_path) is CorruptFileError


@pytest.mark.parametrize("key", ["Resources", "XObject"])
def test_resources_that_are_none(tmp_path: Path, key: str) -> None:
    pdf = pikepdf.new()
    page = add_scan(pdf)
    if key == "Resources":
        page.obj.Resources = Array([1, 2])
    else:
        page.obj.Resources.XObject = 7
    assert refused(pdf, tmp_path) is CorruptFileError


def test_a_scan_that_is_missing_or_cut_off_is_no_blank_page(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    missing = add_scan(pdf)
    del missing.obj.Resources.XObject.Im0
    whole = jpeg()
    add_page(pdf, image_stream(pdf, whole[: len(whole) // 2], 827, 1169))
    add_page(pdf, image_stream(pdf, b"no JPEG", 827, 1169))
    packed = zlib.compress(scan_image().tobytes())
    add_page(pdf, image_stream(pdf, b"\0" * len(packed), 827, 1169, Filter=Name.FlateDecode))
    for number in (1, 2, 3, 4):
        assert refused(pdf, tmp_path, number) is CorruptFileError, number


def test_flaws_that_cost_nothing_do_not_cost_the_page(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), COVER + b" Q Q nonsense -0 - -- .-5 w ] ]")
    assert red_corner(render(pdf, tmp_path)) == "top left"


def test_pages_of_a_long_pdf_open_quickly_and_in_threads(tmp_path: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf", 300)
    small = Limits(pixels=10)
    render_page(file, PDF, 1, LIMITS)
    started = time.thread_time()
    for number in range(250, 260):
        with pytest.raises(TooManyPixelsError):
            render_page(file, PDF, number, small)
    assert (time.thread_time() - started) / 10 < 0.03
    kept: list[bytes] = []

    def work(number: int) -> None:
        kept.append(render_page(file, PDF, number, LIMITS).kept)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [jpeg()] * 8
