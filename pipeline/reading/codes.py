"""QR codes on a page, read from its own pixels."""

from __future__ import annotations

import numpy as np
import zxingcpp

from models.geometry import Affine, Box
from models.page import Code
from models.text import clean
from pipeline.reading.scale import Image

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def find_codes(pixels: Image) -> list[Code]:
    """QR codes of a page (gray or BGR), their boxes in its pixels, from the top."""
    codes = []
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(pixels), formats=_QR):
        corners = found.position
        points = [corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left]
        xs, ys = [point.x for point in points], [point.y for point in points]
        codes.append(Code(kind="qr", text=clean(found.text), box=Box(min(xs), min(ys), max(xs), max(ys))))
    return codes


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
