"""Pages as reading hands them on: an upright frame read by Tesseract, and the image as the scanner saw it."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.geometry import IDENTITY, Affine, Box
from models.page import PageReading, PageState, Word
from pipeline.keeping.archive import ArchivePage, write_archive_pdf

MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))
FRAME_DPI, FRAME_SIZE = 200, (1654, 2339)
LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "GIẤY KHAI SINH",
    "Họ, chữ đệm, tên: NGUYỄN THỊ HƯỜNG",
    "Ngày, tháng, năm sinh: 05/6/2025",
    "Nơi sinh: Trạm y tế xã Đồng Tâm",
)
# Every system with poppler has it, by fontconfig.
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


@functools.cache
def frame() -> Image.Image:
    """An upright page of Vietnamese text."""
    image = Image.new("L", FRAME_SIZE, 255)
    font, draw = ImageFont.truetype(FONT, 38), ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((150 + 40 * number, 200 + number * 330), line, fill=0, font=font)
    return image


@functools.cache
def read_frame() -> tuple[Word, ...]:
    """The frame's words, by Tesseract."""
    with tempfile.TemporaryDirectory() as folder:
        frame().save(Path(folder, "frame.png"), dpi=(FRAME_DPI, FRAME_DPI))
        command = ["tesseract", "frame.png", "out", "--dpi", str(FRAME_DPI), "-l", "vie", "--psm", "6", "tsv"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
        tsv = Path(folder, "out.tsv").read_text(encoding="utf-8")
        rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(_word(row) for row in rows if row["level"] == "5")


def _word(row: dict[str, str]) -> Word:
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    box = Box(left, top, left + width, top + height)
    return Word(
        text=row["text"],
        box=box,
        confidence=float(row["conf"]) / 100,
        line=int(row["par_num"]) * 100 + int(row["line_num"]),
    )


def reading(to_image: Affine = IDENTITY) -> PageReading:
    return PageReading(
        state=PageState.READ,
        engine="tesseract",
        settings="",
        width=FRAME_SIZE[0],
        height=FRAME_SIZE[1],
        dpi=FRAME_DPI,
        ink=0.02,
        to_image=to_image,
        words=read_frame(),
    )


def scanned(to_image: Affine, size: tuple[int, int], dpi: int, kind: str = ".jpg") -> ArchivePage:
    """The page whose image, of that size, shows the frame moved by `to_image`."""
    matrix = np.array(to_image, dtype=float).reshape(2, 3)
    image = cv2.warpAffine(np.asarray(frame()), matrix, size, borderValue=(255,))
    data = cv2.imencode(kind, image)[1].tobytes()
    media_type = "image/jpeg" if kind == ".jpg" else "image/png"
    return ArchivePage(data, media_type, dpi, *size, reading(to_image))


def upright(kind: str = ".jpg") -> ArchivePage:
    return scanned(IDENTITY, FRAME_SIZE, FRAME_DPI, kind)


def write(pages: Sequence[ArchivePage], title: str = "Giấy khai sinh", document_id: str = "d1") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "archive.pdf")
        write_archive_pdf(pages, file, title=title, document_id=document_id, created_at=MOMENT)
        return file.read_bytes()
