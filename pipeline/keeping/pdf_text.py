"""Invisible text of a PDF: it is found, marked and copied, and the page image shows the letters.

Each word is set straight along the nearest quarter turn, over the middle of its ink: programs that look for
words take those of a tilted line apart.
"""

from __future__ import annotations

import math
import statistics
import struct
import unicodedata

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from models.geometry import Affine, Box
from models.page import PageReading, Word

_FONT_NAME = Name("/SohoaInvisible")
_EM, _ADVANCE = 1000, 500  # every letter is half as wide as high
# Codes are UTF-16; the halves of pairs (D800 to DFFF) are no letters.
_HIGH_BYTES = [byte for byte in range(256) if not 0xD8 <= byte <= 0xDF]
_RANGES_AT_ONCE = 100  # as many as a CMap may list together
_GAP = 0.2  # of the letters' height, between words: poppler joins what is nearer than 0.15
_SAME_LINE = 0.5  # of the letters' height, between the feet of words that poppler takes for neighbours
_SHORTEST = 0.2  # of its box, that a word keeps beside one that runs into it
_NARROWEST = 0.15  # of the letters' height, of one letter: poppler drops the second of two alike below 0.1


def quarter_turn(to_image: Affine) -> int:
    """The degrees, 0, 90, 180 or 270, by which text runs clockwise of rightwards in the image."""
    return round(math.degrees(math.atan2(to_image.d, to_image.a)) / 90) * 90 % 360


def text_content(font: Name, reading: PageReading, size: tuple[int, int], points: float) -> bytes:
    """The drawing of all words. `size`: width and height of the image in pixels, of `points` each."""
    lines = [[word for word in line if word.text.strip()] for line in reading.lines()]
    boxes = iter(_apart([_full_height(word.box, line) for line in lines for word in line]))
    drawn = []
    for line in lines:
        for word in line:
            text = unicodedata.normalize("NFC", word.text).strip() + " " * (word is not line[-1])
            shown = _word(text, next(boxes), reading.to_image, size, points)
            drawn.append(b"%s %s" % (str(font).encode(), shown))
    return b"BT 3 Tr\n%s\nET\n" % b"\n".join(drawn)


def _full_height(box: Box, line: list[Word]) -> Box:
    """The box, but of the line's own height where it is low: a dash is found among the letters beside it."""
    top = round(statistics.median(word.box.top for word in line))
    bottom = round(statistics.median(word.box.bottom for word in line))
    return box if 2 * box.height > bottom - top else Box(box.left, top, box.right, bottom)


def _apart(boxes: list[Box]) -> list[Box]:
    """The boxes, each ending before the next one that stands as low, of its line or not: words that touch
    would be found as one. Of two that begin at one place the later one stays."""
    apart = list(boxes)
    placed: list[Box] = []
    for at in sorted(range(len(boxes)), key=lambda at: (boxes[at].left, at), reverse=True):
        apart[at] = _before(boxes[at], placed)
        placed.append(apart[at])
    return apart


def _before(box: Box, others: list[Box]) -> Box:
    lefts = [other.left for other in others if _as_low(box, other)]
    right = min([box.right, *(left - math.ceil(_GAP * box.height) for left in lefts)])
    shortest = max(1, round(_SHORTEST * box.width))
    return Box(min(box.left, right - shortest), box.top, right, box.bottom)


def _as_low(box: Box, other: Box) -> bool:
    return abs(box.bottom - other.bottom) <= _SAME_LINE * max(box.height, other.height)


def _word(text: str, box: Box, to_image: Affine, page: tuple[int, int], points: float) -> bytes:
    """One word over `box`, but on the page: programs do not find what stands beyond its edge. A space at its
    end stands beyond."""
    scale = math.hypot(to_image.a, to_image.d) * points
    length, letters = max(1, box.width) * scale, len(text.rstrip())
    size = min(max(1, box.height) * scale, length / letters / _NARROWEST)
    stretch = 100 * length / (size * letters * _ADVANCE / _EM)
    turn = math.radians(quarter_turn(to_image))
    right, down = round(math.cos(turn)), round(math.sin(turn))  # the way the text runs, in the image
    wide, high = (length, size) if right else (size, length)
    x, y = to_image.apply((box.left + box.right) / 2, box.middle)
    x, y = _within(x * points, wide, page[0] * points), _within(y * points, high, page[1] * points)
    left = x - right * length / 2 - down * size / 2
    bottom = page[1] * points - y + down * length / 2 - right * size / 2
    return b"%.2f Tf %.3f Tz %d %d %d %d %.2f %.2f Tm <%s> Tj" % (
        *(size, stretch),
        *(right, -down, down, right, left, bottom),
        "".join(map(_code, text)).encode(),
    )


def _within(middle: float, extent: float, side: float) -> float:
    """The middle of what is `extent` long and lies on the side wherever it fits."""
    return max(extent / 2, min(side - extent / 2, middle))


def _code(letter: str) -> str:
    return f"{ord(letter):04X}" if ord(letter) <= 0xFFFF else "FFFD"


def add_font(pdf: Pdf) -> Object:
    """A font that has every letter and draws none, embedded as PDF/A asks."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=_FONT_NAME,
        Flags=5,  # of fixed pitch, symbolic
        FontBBox=Array([0, 0, _ADVANCE, _EM]),
        ItalicAngle=0,
        Ascent=_EM,
        Descent=-1,  # of 0 poppler thinks that it is not known
        CapHeight=_EM,
        StemV=80,
        FontFile2=Stream(pdf, _font_file()),
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=_FONT_NAME,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        DW=_ADVANCE,
        CIDToGIDMap=Stream(pdf, struct.pack(">H", 1) * 65536),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_FONT_NAME,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=Stream(pdf, _to_unicode()),
        )
    )


def _to_unicode() -> bytes:
    """The CMap that says of each code that it is the letter itself."""
    ranges = [f"<{byte:02X}00> <{byte:02X}FF> <{byte:02X}00>" for byte in _HIGH_BYTES]
    blocks = [ranges[at : at + _RANGES_AT_ONCE] for at in range(0, len(ranges), _RANGES_AT_ONCE)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode()


def _font_file() -> bytes:
    """The smallest TrueType font of two glyphs. That of missing letters is empty; ours is a line without
    breadth across the em, since pdfium leaves out turned letters that have no extent."""
    line = struct.pack(">h4h2H2B4h", 1, 0, 0, _ADVANCE, _EM, 1, 0, 1, 1, 0, _ADVANCE, 0, _EM)
    tables = {
        b"glyf": line,
        b"head": struct.pack(
            ">4I2H2q4h2H3h",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0),  # versions, checksum, magic, flags, em, dates
            *(0, 0, _ADVANCE, _EM, 0, 8, 2, 0, 0),  # extent, style, smallest size, direction, formats
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, _EM, 0, 0, _ADVANCE, *[0] * 3, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", _ADVANCE, 0, _ADVANCE, 0),
        b"loca": struct.pack(">3H", 0, 0, len(line) // 2),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 2, 1, 0, 0, 2, *[0] * 8),
    }
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">I4H", 0x10000, len(tables), 64, 2, 32), b""
    for tag, table in tables.items():
        directory += struct.pack(">4s3I", tag, _checksum(table), offset + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    font = bytearray(directory + body)
    adjust_at = offset + len(line) + 8  # in `head`, which follows `glyf`
    struct.pack_into(">I", font, adjust_at, (0xB1B0AFBA - _checksum(bytes(font))) % 2**32)
    return bytes(font)


def _checksum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)) % 2**32
