"""QR codes on a page, read from its own pixels."""

from __future__ import annotations

import numpy as np
import zxingcpp

from models.geometry import Affine, Box
from models.page import Code
from models.text import clean
from pipeline.reading.scale import Image


def find_codes(pixels: Image, to_frame: Affine) -> tuple[Code, ...]:
    """QR codes with their boxes in the frame; `to_frame` maps `pixels` (gray or BGR) to it."""
    codes = []
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats=zxingcpp.BarcodeFormat.QRCode):
        corners = found.position
        points = [corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left]
        xs, ys = [point.x for point in points], [point.y for point in points]
        box = to_frame.box(Box(min(xs), min(ys), max(xs), max(ys)))
        codes.append(Code(kind="qr", text=clean(found.text), box=box))
    return tuple(sorted(codes, key=_place))


def _place(code: Code) -> tuple[int, int, str]:
    return code.box.top, code.box.left, code.text
