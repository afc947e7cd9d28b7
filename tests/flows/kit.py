"""What the tests of flows and commands share: a small dossier of one's own, and `sohoa` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from samples.fonts import FAMILIES, FOLDERS

ROOT = Path(__file__).parents[2]
DPI = 200
SECONDS = 600  # for one command; the machine may be busy


def draw_page(lines: Sequence[str]) -> Image.Image:
    """A quarter of an A4 page with these lines; none makes it blank."""
    page = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((90, 70 + 52 * number), line, font=_font(), fill=0)
    return page


def marital_status(full_name: str, personal_id: str) -> list[str]:
    """The lines of a marital status certificate of this person."""
    return [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        f"Họ, chữ đệm, tên: {full_name}",
        "Ngày, tháng, năm sinh: 14/03/1990",
        "Giới tính: Nữ     Dân tộc: Kinh     Quốc tịch: Việt Nam",
        f"Giấy tờ tùy thân: {personal_id}",
        "Nơi cư trú: Xã Lá Xanh, huyện Sông Nhỏ, tỉnh Nam Định",
        "Tình trạng hôn nhân: chưa kết hôn với ai",
    ]


def residence(full_name: str, personal_id: str) -> list[str]:
    """The lines of a confirmation of residence of this person."""
    return [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",
        f"Họ, chữ đệm và tên: {full_name}",
        "Ngày, tháng, năm sinh: 14/03/1990",
        "Giới tính: Nữ",
        f"Số định danh cá nhân: {personal_id}",
    ]


def save_pdf(path: Path, pages: Sequence[Image.Image]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(path, save_all=True, append_images=list(pages[1:]), resolution=DPI)
    return path


def save_image(path: Path, page: Image.Image) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path, dpi=(DPI, DPI))
    return path


def environment(data_dir: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment for `sohoa` that keeps everything in `data_dir`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SOHOA_"))}
    return (
        kept
        | {"SOHOA_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        | dict(settings or {})
    )


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "app.cli", *map(str, arguments)]


def sohoa(env: Mapping[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `sohoa` to its end."""
    return subprocess.run(
        command(*arguments), env=dict(env), capture_output=True, text=True, timeout=SECONDS, cwd=ROOT
    )


def exported(env: Mapping[str, str], batch: str) -> list[dict[str, Any]]:
    """The batch's export, a row a document."""
    done = sohoa(env, "export", batch, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def servers_of(data_dir: Path) -> list[int]:
    """The ids of running processes that have this data folder in their environment."""
    needle = f"SOHOA_DATA_DIR={data_dir}\0".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and needle in (folder / "environ").read_bytes() + b"\0":
                found.append(int(folder.name))
        except OSError:
            continue  # it ended while we looked, or is not ours
    return found


def _font() -> ImageFont.FreeTypeFont:
    name = FAMILIES["Liberation Serif"].regular
    path = next(file for folder in FOLDERS for file in sorted(folder.rglob(name)))
    return ImageFont.truetype(str(path), 34)
