from __future__ import annotations

import contextlib
import io
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from models.errors import CorruptFileError, RenderTimeoutError, SohoaError, TooManyPixelsError
from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PDF, PNG
from pipeline.intake.pages import PageImage, count_pages, render_page
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

LIMITS = Limits()
RED = (30, 30, 200)


def render(pdf: pikepdf.Pdf, tmp_path: Path, number: int = 1, limits: Limits = LIMITS) -> PageImage:
    page = render_page(save(pdf, tmp_path / "a.pdf"), PDF, number, limits)
    check_kept(page)
    return page


def check_kept(page: PageImage) -> None:
    """Boxes refer to the kept image: it must show what was read, pixel by pixel."""
    with Image.open(io.BytesIO(page.kept)) as kept:
        assert Image.MIME[kept.format or ""] == page.kept_media_type
        shown = np.asarray(kept.convert("RGB"))[:, :, ::-1]
    assert shown.shape == page.pixels.shape
    assert np.abs(shown[::5, ::5].astype(int) - page.pixels[::5, ::5]).mean() < 6


def refused(pdf: pikepdf.Pdf, tmp_path: Path, number: int = 1, limits: Limits = LIMITS) -> type[SohoaError]:
    file = save(pdf, tmp_path / "a.pdf")
    with pytest.raises(SohoaError) as caught:
        render_page(file, PDF, number, limits)
    return type(caught.value)


def red_corner(page: PageImage) -> str:
    """In which corner the red mark of the sample scan is."""
    sample = page.pixels[::5, ::5].astype(int)
    blue, green, red = (sample[:, :, channel] for channel in range(3))
    rows, columns = np.nonzero((red - green > 90) & (red - blue > 90))
    height, width = sample.shape[:2]
    return ("top" if rows.mean() < height / 2 else "bottom") + (
        " left" if columns.mean() < width / 2 else " right"
    )


def test_a_page_that_is_one_jpeg_is_taken_out_as_it_is(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, jpeg())
    page = render(pdf, tmp_path)
    assert (page.kept, page.kept_media_type) == (jpeg(), JPEG)
    assert (page.dpi, page.pixels.shape) == (100, (1169, 827, 3))
    assert red_corner(page) == "top left"


@pytest.mark.parametrize(
    "instructions",
    [
        b"q\n594.9600 0 0 842.1 0.0000 0.0000 cm\n/Im0 Do\nQ",
        b"q 0.24 0 0 .24 0 0 cm q 2479.2 0 0 3508.3 0 0 cm /Im0 Do Q Q",
        b"0 g 1 0 0 1 0 0 cm 595 0 0 842 0 0 cm /Im0 Do",
        b"q q Q 595 0 0 842 +1 -1 cm /Im0 Do Q",
    ],
)
def test_scanners_write_it_in_many_ways(tmp_path: Path, instructions: bytes) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), instructions)
    assert render(pdf, tmp_path).kept == jpeg()


def test_gray_and_calibrated_scans_are_taken_out_too(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    profile = Array([Name.ICCBased, pdf.make_stream(b"profile", N=3)])
    add_page(pdf, image_stream(pdf, jpeg(mode="L"), 827, 1169, ColorSpace=Name.DeviceGray))
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, ColorSpace=profile, Filter=Array([Name.DCTDecode])))
    assert render(pdf, tmp_path, 1).kept == jpeg(mode="L")
    assert render(pdf, tmp_path, 2).kept == jpeg()


def text_over(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), COVER + b" 1 0 0 rg 0 0 300 400 re f")


def rotated(pdf: pikepdf.Pdf) -> None:
    add_scan(pdf, Rotate=90)


def stamped(pdf: pikepdf.Pdf) -> None:
    stamp = pdf.make_stream(
        b"0 0 1 rg 0 0 99 99 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99]
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[99, 99, 198, 198], F=4, AP=Dictionary(N=stamp)
    )
    add_scan(pdf, Annots=Array([pdf.make_indirect(note)]))


def cropped(pdf: pikepdf.Pdf) -> None:
    add_scan(pdf, CropBox=Array([0, 421, 595, 842]))


def mirrored(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q -595 0 0 842 595 0 cm /Im0 Do Q")


def upside_down(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q -595 0 0 -842 595 842 cm /Im0 Do Q")


def small_on_the_page(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q 200 0 0 300 0 0 cm /Im0 Do Q")


def inverted(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, Decode=Array([1, 0, 1, 0, 1, 0])))


def masked(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, Mask=Array([0, 100, 0, 100, 0, 100])))


def two_images(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), COVER + b" q 99 0 0 99 0 0 cm /Im0 Do Q")


def turned_by_its_own_metadata(pdf: pikepdf.Pdf) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    add_scan(pdf, jpeg(exif=exif))


def four_inks(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(mode="CMYK"), 827, 1169, ColorSpace=Name.DeviceCMYK))


def another_codec(pdf: pikepdf.Pdf) -> None:
    pixels = zlib.compress(scan_image().tobytes())
    add_page(pdf, image_stream(pdf, pixels, 827, 1169, Filter=Name.FlateDecode))


@pytest.mark.parametrize(
    ("draw", "corner"),
    [
        (text_over, "bottom left"),
        (rotated, "top right"),
        (stamped, "top left"),
        (cropped, "top left"),
        (mirrored, "top right"),
        (upside_down, "bottom right"),
        (small_on_the_page, "bottom left"),
        (two_images, "top left"),
        (turned_by_its_own_metadata, "top left"),
        (another_codec, "top left"),
    ],
)
def test_anything_more_is_rendered(tmp_path: Path, draw: Callable[[pikepdf.Pdf], None], corner: str) -> None:
    pdf = pikepdf.new()
    draw(pdf)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and page.kept != jpeg()
    assert red_corner(page) == corner


@pytest.mark.parametrize("draw", [inverted, masked, four_inks])
def test_other_colours_are_rendered(tmp_path: Path, draw: Callable[[pikepdf.Pdf], None]) -> None:
    pdf = pikepdf.new()
    draw(pdf)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and page.pixels.shape == (3509, 2480, 3)


def test_what_is_cropped_away_is_not_read(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    cropped(pdf)
    assert render(pdf, tmp_path).pixels.shape == (1755, 2480, 3)


def test_the_scans_of_a_pdf_without_user_password(tmp_path: Path) -> None:
    lock = pikepdf.Encryption(user="", owner="owner", R=6)
    assert render_page(scanned_pdf(tmp_path / "a.pdf", encryption=lock), PDF, 1, LIMITS).kept == jpeg()


@pytest.mark.parametrize("contents", [None, b"", b"q Q"])
def test_an_empty_page_is_a_white_page(tmp_path: Path, contents: bytes | None) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf)
    if contents is None:
        del page.obj.Contents
    else:
        page.obj.Contents = pdf.make_stream(contents)
    image = render(pdf, tmp_path)
    assert image.pixels.shape == (3509, 2480, 3) and image.pixels.min() == 255
    assert image.kept_media_type == PNG and len(image.kept) < 50_000


def test_vector_pages_are_kept_without_loss_where_they_are_black_and_white(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 g 100 100 200 200 re f")
    page = render(pdf, tmp_path)
    assert page.kept_media_type == PNG and np.array_equal(np.unique(page.pixels), [0, 255])


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
    assert time.perf_counter() - started < 9


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
    assert time.perf_counter() - started < 16


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
    assert time.perf_counter() - started < 16


@pytest.mark.parametrize("box", [[0, 0, 14_400, 7_200], [0, 0, 10**5, 10**5], [0, 0, 2400, 3200]])
def test_a_page_larger_than_any_paper_is_taken_for_a4(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 0 9 9 re f", MediaBox=Array(box))
    page = render(pdf, tmp_path)
    height, width = page.pixels.shape[:2]
    assert 3000 < max(height, width) < 4200 and abs(height / width - box[3] / box[2]) < 0.01
    assert abs(page.dpi - max(height, width) / 11.69) < 1


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


def test_a_poster_in_user_units(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 g 9 9 9 9 re f", size=(59.5, 84.2), UserUnit=10)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and abs(page.pixels.shape[0] - 3508) <= 2


def test_a_photo_placed_at_one_point_a_pixel(tmp_path: Path) -> None:
    """Telephones do so: 4000 points are 55 inches, and no paper."""
    pdf = pikepdf.new()
    data = jpeg(2400, 3200)
    add_page(pdf, image_stream(pdf, data, 2400, 3200), b"q 2400 0 0 3200 0 0 cm /Im0 Do Q", size=(2400, 3200))
    page = render(pdf, tmp_path)
    assert page.kept == data and 270 < page.dpi < 280


@pytest.mark.parametrize("box", [[595, 842, 0, 0], [0, 842, 595, 0], [-10, -10, 585, 832]])
def test_a_media_box_from_any_corner(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    left, bottom = min(box[::2]), min(box[1::2])
    place = f"q 595 0 0 842 {left} {bottom} cm /Im0 Do Q".encode()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), place, MediaBox=Array(box))
    assert render(pdf, tmp_path).kept == jpeg()


def test_without_a_media_box_the_page_is_still_read(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, MediaBox=Array([0, 0, Name.A, 842]))
    assert red_corner(render(pdf, tmp_path)) == "top left"


def test_a_crop_box_outside_the_page_is_ignored(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, CropBox=Array([-100, -100, 800, 900]))
    assert render(pdf, tmp_path).kept == jpeg()


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
