"""Pages into the files that an office's scanners make. The same pages give the same bytes."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

_THEN = (2026, 1, 5, 8, 0, 0)


def write_scan(path: Path, pages: Sequence[Image.Image], dpi: int, quality: int) -> None:
    """Write pages by the name's ending: .pdf and .tiff any number, .jpg and .png exactly one."""
    first, rest = pages[0], list(pages[1:])
    match path.suffix:
        case ".pdf":
            moment = time.struct_time((*_THEN, 0, 5, 0))
            first.save(
                path, "PDF", resolution=dpi, quality=quality, save_all=True, append_images=rest,
                creationDate=moment, modDate=moment, producer="scanner", title="scan",
            )  # fmt: skip
        case ".tiff":
            # As scanners write colour: without this the JPEG inside would be twice the size.
            first, *rest = (page if page.mode == "L" else page.convert("YCbCr") for page in pages)
            first.save(
                path, "TIFF", compression="jpeg", quality=quality, dpi=(dpi, dpi),
                save_all=True, append_images=rest,
            )  # fmt: skip
        case ".jpg":
            _only(pages).save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
        case ".png":
            # 24 colours keep stamp and ink apart and the file small.
            _only(pages).quantize(24, dither=Image.Dither.NONE).save(
                path, "PNG", dpi=(dpi, dpi), optimize=True
            )
        case other:
            raise ValueError(f"no scanner writes {other}")


def write_zip(path: Path, folder: Path) -> None:
    """All files of a folder, below the folder's name, in the order of their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.name}", _THEN)
            archive.writestr(entry, file.read_bytes())


def _only(pages: Sequence[Image.Image]) -> Image.Image:
    (page,) = pages
    return page
