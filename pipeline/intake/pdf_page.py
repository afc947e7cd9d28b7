"""A PDF page, looked at before it is rendered: its size, its images, and whether it is just one scan."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from models.errors import TooManyPixelsError

_MOST_OBJECTS = 20_000  # of one page; no scan has as many
_CONTENT_BYTES = 2000  # of the drawing instructions, packed: one image needs 100
_MARGIN = 0.02  # of the page's side, by which a scan may miss the edge
POINTS_AN_INCH = 72
# Instructions that change nothing about how one image is drawn.
_HARMLESS = frozenset({"g", "G", "rg", "RG", "k", "K", "w", "J", "j", "M", "i", "ri", "cs", "CS", "sc", "SC"})
_UNIT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Scan:
    """The JPEG that is all a page shows, and its resolution on the page, across and down."""

    data: bytes
    dpi: tuple[float, float]


@dataclass(frozen=True)
class PageSize:
    """What a viewer shows of the page: `left`, `bottom`, `width`, `height` in units of `unit` points."""

    left: float
    bottom: float
    width: float
    height: float
    unit: float

    @property
    def inches(self) -> tuple[float, float]:
        return self.width * self.unit / POINTS_AN_INCH, self.height * self.unit / POINTS_AN_INCH


def page_size(page: pikepdf.Page) -> PageSize:
    """The crop box within the media box, as viewers do."""
    left, bottom, right, top = _box(page.mediabox)
    crop_left, crop_bottom, crop_right, crop_top = _box(page.cropbox)
    left, bottom = max(left, crop_left), max(bottom, crop_bottom)
    width, height = min(right, crop_right) - left, min(top, crop_top) - bottom
    unit = float(page.obj.get(Name.UserUnit, 1))
    return PageSize(left, bottom, width, height, unit if unit > 0 else 1.0)


def _box(box: pikepdf.Array) -> tuple[float, float, float, float]:
    """Left, bottom, right, top: a box may be written from any two opposite corners (ISO 32000-1, 7.9.5)."""
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def check_images(page: pikepdf.Page, most_pixels: int) -> int:
    """The pixels of the largest image that the page may draw; raises TooManyPixelsError over `most_pixels`.

    All that the page reaches is looked at, forms within forms, patterns, masks, annotations, each once.
    """
    largest, seen = 0, set()
    waiting: list[pikepdf.Object] = [page.obj]
    if Name.Resources not in page.obj:
        waiting.append(page.resources)  # inherited
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return largest
        thing = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        largest = max(largest, _image_pixels(thing))
        if largest > most_pixels:
            raise TooManyPixelsError()
        waiting += _below(thing)
    raise TooManyPixelsError()


def _image_pixels(thing: pikepdf.Object) -> int:
    if not isinstance(thing, pikepdf.Stream) or thing.get(Name.Subtype) != Name.Image:
        return 0
    return abs(int(thing.get(Name.Width, 0)) * int(thing.get(Name.Height, 0)))


def _below(thing: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(thing, pikepdf.Array):
        children = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        children = [child for key, child in thing.items() if key != "/Parent" or _is_stream(child)]
    else:
        return []
    return [child for child in children if _is_stream(child) or _is_within_page(child)]


def _is_stream(thing: object) -> bool:
    return isinstance(thing, pikepdf.Stream)


def _is_within_page(thing: object) -> bool:
    """Links and annotations lead to other pages, and from there to the whole document."""
    if isinstance(thing, pikepdf.Dictionary):
        return thing.get(Name.Type) not in (Name.Page, Name.Pages, Name.Catalog)
    return isinstance(thing, pikepdf.Array)


def sole_scan(page: pikepdf.Page, size: PageSize, most_pixels: int) -> Scan | None:
    """The page's scan, if all it shows is one plain JPEG that covers it; None if it must be rendered.

    Taking the JPEG out is four times as fast as rendering it, and keeps the scanner's own pixels, which
    come as they are stored, whatever the page's Rotate says: reading finds which way is up.
    """
    if len(page.obj.get(Name.Annots, [])):
        return None
    drawn = _sole_drawing(page)
    if drawn is None:
        return None
    name, (across, skew, slant, up, left, bottom) = drawn
    image = page.resources.get(Name.XObject, pikepdf.Dictionary()).get(name)
    if skew or slant or image is None or not _is_plain_jpeg(image):
        return None
    edges = (left, bottom, left + across, bottom + up)
    wanted = (size.left, size.bottom, size.left + size.width, size.bottom + size.height)
    margins = (size.width * _MARGIN, size.height * _MARGIN) * 2
    if any(abs(edge - want) > margin for edge, want, margin in zip(edges, wanted, margins, strict=True)):
        return None
    inch = POINTS_AN_INCH / size.unit
    return Scan(image.read_raw_bytes(), (int(image.Width) * inch / across, int(image.Height) * inch / up))


def _sole_drawing(page: pikepdf.Page) -> tuple[str, Matrix] | None:
    """The name and place of the one image, if drawing it is all that the page's instructions do."""
    instructions = _instructions(page)
    if instructions is None:
        return None
    matrix, saved, operands = _UNIT, [], []
    drawn: tuple[str, Matrix] | None = None
    for token in instructions.split():
        if token[:1] in "+-.0123456789/":
            operands.append(token)
            continue
        if token == "q":
            saved.append(matrix)
        elif token == "Q" and saved:
            matrix = saved.pop()
        elif token == "cm" and len(operands) == 6:
            a, b, c, d, e, f = (float(operand) for operand in operands)
            matrix = _multiply((a, b, c, d, e, f), matrix)
        elif token == "Do" and len(operands) == 1 and drawn is None:
            drawn = operands[0], matrix
        elif token not in _HARMLESS:
            return None
        operands = []
    return drawn


def _instructions(page: pikepdf.Page) -> str | None:
    """The page's drawing instructions, if they are few."""
    contents = page.obj.get(Name.Contents)
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    parts = []
    for stream in streams:
        if not isinstance(stream, pikepdf.Stream) or int(stream.get(Name.Length, 0)) > _CONTENT_BYTES:
            return None
        if stream.get(Name.Filter, Name.FlateDecode) not in (Name.FlateDecode, [Name.FlateDecode]):
            return None
        parts.append(stream.read_bytes())
    return b"\n".join(parts).decode("latin-1") if len(parts) < 5 else None


def _multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _is_plain_jpeg(image: pikepdf.Object) -> bool:
    """Whether the stream is a JPEG whose samples are the colours shown: no mask, no remapping."""
    if image.get(Name.Subtype) != Name.Image or image.get(Name.Filter) not in (
        Name.DCTDecode,
        [Name.DCTDecode],
    ):
        return False
    changed = (Name.SMask, Name.Mask, Name.DecodeParms, Name.OC, Name.ImageMask, Name.Decode)
    if any(key in image for key in changed) or image.get(Name.BitsPerComponent, 8) != 8:
        return False
    space = image.get(Name.ColorSpace)
    if isinstance(space, pikepdf.Array):
        return len(space) == 2 and space[0] == Name.ICCBased and int(space[1].N) in (1, 3)
    return space in (Name.DeviceRGB, Name.DeviceGray)
