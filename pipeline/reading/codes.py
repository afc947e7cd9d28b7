"""QR codes on a page, read from its own pixels."""

from __future__ import annotations

import cv2
import numpy as np
import zxingcpp

from models.geometry import Affine, Box
from models.page import Code
from models.text import clean
from pipeline.reading.clean import drop_colour, flatten
from pipeline.reading.scale import GLANCE_DPI, Image, resized

_CODE_INCHES = 0.6  # of the smallest code on an identity card
_DENSE = 0.3
_PLACES = 3
_ENLARGED = (3.0, 4.0)  # modules of two pixels become readable
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def find_codes(pixels: Image, small: Image) -> list[Code]:
    """QR codes of a page (gray or BGR), their boxes in its pixels; `small`: the same at GLANCE_DPI.

    Where none is found at first, places as dense with ink as a code are looked at once more, enlarged.
    """
    pixels = drop_colour(pixels)
    codes = _decode(pixels)
    for box in [] if codes else _dense_places(small, small.shape[1] / pixels.shape[1]):
        place = pixels[box.top : box.bottom, box.left : box.right]
        for scale in _ENLARGED if place.size else ():
            found = _decode(resized(place, scale))
            if found:
                codes += in_frame(found, Affine(1 / scale, 0, box.left, 0, 1 / scale, box.top))
                break
    return codes


def _decode(pixels: Image) -> list[Code]:
    codes = []  # a QR code is found at any turn, and none is printed light on dark
    pixels = np.ascontiguousarray(pixels)
    for found in zxingcpp.read_barcodes(pixels, formats=_QR, try_rotate=False, try_invert=False):
        corners = found.position
        points = [corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left]
        xs, ys = [point.x for point in points], [point.y for point in points]
        codes.append(Code(kind="qr", text=clean(found.text), box=Box(min(xs), min(ys), max(xs), max(ys))))
    return codes


def _dense_places(small: Image, scale: float) -> list[Box]:
    """At most _PLACES squares of the page around what could be a code, none of them twice."""
    gray = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    ink = (flatten(np.asarray(gray, np.uint8)) < 150).astype(np.float32)
    side = round(_CODE_INCHES * GLANCE_DPI)
    density = cv2.boxFilter(ink, -1, (side, side), borderType=cv2.BORDER_CONSTANT)
    places = []
    for _ in range(_PLACES):
        y, x = np.unravel_index(int(np.argmax(density)), density.shape)
        if density[y, x] < _DENSE:
            break
        density[max(y - side, 0) : y + side, max(x - side, 0) : x + side] = 0
        box = Box(max(int(x) - side, 0), max(int(y) - side, 0), int(x) + side, int(y) + side)
        places.append(Box(*(round(number / scale) for number in box)))
    return places


def in_frame(codes: list[Code], to_frame: Affine) -> tuple[Code, ...]:
    """The same codes with their boxes in the frame, from its top."""
    placed = [code.model_copy(update={"box": to_frame.box(code.box)}) for code in codes]
    return tuple(sorted(placed, key=_place))


def without_codes(gray: Image, codes: list[Code]) -> Image:
    """The page with its codes painted over with the paper around them: they are no text."""
    if codes:
        gray = gray.copy()
    for code in codes:
        margin = code.box.width // 12
        left, top = max(code.box.left - margin, 0), max(code.box.top - margin, 0)
        area = gray[top : code.box.bottom + margin, left : code.box.right + margin]
        if area.size:
            area[:] = np.percentile(area, 90)
    return gray


def _place(code: Code) -> tuple[int, int, str]:
    return code.box.top, code.box.left, code.text
