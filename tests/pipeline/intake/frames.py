"""Counting and rendering the image files of tests."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.errors import (
    SohoaError,
)
from pipeline.intake.jpeg import orientation_of
from pipeline.intake.limits import Limits
from pipeline.intake.media import media_type_of
from pipeline.intake.pages import PageImage, count_pages, render_page
from tests.pipeline.intake.builders import encoded

LIMITS = Limits()


def put(tmp_path: Path, data: bytes) -> tuple[Path, str]:
    (tmp_path / "image").write_bytes(data)
    media_type = media_type_of(data[:1024])
    assert media_type is not None
    return tmp_path / "image", media_type


def render(tmp_path: Path, data: bytes, number: int = 1) -> PageImage:
    file, media_type = put(tmp_path, data)
    assert count_pages(file, media_type, LIMITS) >= number
    page = render_page(file, media_type, number, LIMITS)
    with Image.open(io.BytesIO(page.kept)) as kept:
        assert Image.MIME[kept.format or ""] == page.kept_media_type
        assert orientation_of(kept) == 1
        shown = np.asarray(kept.convert("RGB"))[:, :, ::-1].astype(int)
    assert shown.shape == page.pixels.shape and np.abs(shown - page.pixels).mean() < 6
    return page


def refused(
    tmp_path: Path, data: bytes, number: int | None = None, limits: Limits = LIMITS
) -> type[SohoaError]:
    """The error of counting the pages, or of rendering page `number`."""
    file, media_type = put(tmp_path, data)
    with pytest.raises(SohoaError) as caught:
        if number is None:
            count_pages(file, media_type, limits)
        else:
            assert count_pages(file, media_type, limits) >= number
            render_page(file, media_type, number, limits)
    return type(caught.value)


def tiff(*frames: Image.Image, **options: Any) -> bytes:
    return encoded(
        frames[0], "TIFF", save_all=True, append_images=frames[1:], **({"dpi": (100, 100)} | options)
    )


def colours(image: Image.Image) -> np.ndarray[Any, Any]:
    return np.asarray(image.convert("RGB"))[:, :, ::-1].astype(int)


def differs(page: PageImage, image: Image.Image) -> float:
    return float(np.abs(page.pixels - colours(image)).mean())
