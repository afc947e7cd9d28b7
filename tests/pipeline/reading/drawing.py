"""Small pages, drawn: what the tests of reading look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from samples.fonts import load_font

LINES = (
    "Họ, chữ đệm, tên: Nguyễn Thị Hoài Thương",
    "Ngày, tháng, năm sinh: 14/03/1987",
    "Nơi cư trú: Tổ dân phố số 4, phường Đông Thọ",
    "Dân tộc: Kinh. Quốc tịch: Việt Nam",
    "Quê quán: xã Mỹ Lộc, huyện Bình Lục, tỉnh Hà Nam",
)


def paper(width: int = 1800, height: int = 1300) -> Image.Image:
    return Image.new("RGB", (width, height), (246, 245, 240))


def font(size: int = 50, family: str = "Liberation Serif") -> ImageFont.FreeTypeFont:
    """`size` in pixels: 50 is 12 points at 300 dpi."""
    return load_font(family, size)


def letter(
    lines: tuple[str, ...] = LINES, *, size: int = 50, family: str = "Liberation Serif"
) -> Image.Image:
    """A page with `lines`, 110 pixels apart."""
    page = paper()
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((150, 150 + 110 * number), line, fill=(20, 20, 25), font=font(size, family))
    return page


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Turned counter-clockwise, the corners filled with paper."""
    return page.rotate(degrees, expand=True, fillcolor=(246, 245, 240), resample=Image.Resampling.BICUBIC)


def pixels(page: Image.Image) -> NDArray[np.uint8]:
    """BGR, as read_page takes it."""
    return np.ascontiguousarray(np.asarray(page.convert("RGB"))[:, :, ::-1])
