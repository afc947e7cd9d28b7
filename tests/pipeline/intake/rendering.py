"""Rendering a page of a test, and what must hold of every page rendered."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from models.errors import SohoaError
from pipeline.intake.limits import Limits
from pipeline.intake.media import PDF
from pipeline.intake.pages import PageImage, render_page
from tests.pipeline.intake.builders import (
    save,
)

LIMITS = Limits()


def render(pdf: pikepdf.Pdf, tmp_path: Path, number: int = 1, limits: Limits = LIMITS) -> PageImage:
    page = render_page(save(pdf, tmp_path / "a.pdf"), PDF, number, limits)
    check_kept(page)
    return page


def check_kept(page: PageImage) -> None:
    """Boxes refer to the kept image: it must show what was read, pixel by pixel."""
    with Image.open(io.BytesIO(page.kept)) as kept:
        assert Image.MIME[kept.format or ""] == page.kept_media_type
        shown = np.asarray(kept.convert("RGB"))[:, :, ::-1]
    assert shown.shape == page.pixels.shape
    assert np.abs(shown[::5, ::5].astype(int) - page.pixels[::5, ::5]).mean() < 6


def refused(pdf: pikepdf.Pdf, tmp_path: Path, number: int = 1, limits: Limits = LIMITS) -> type[SohoaError]:
    file = save(pdf, tmp_path / "a.pdf")
    with pytest.raises(SohoaError) as caught:
        render_page(file, PDF, number, limits)
    return type(caught.value)


def red_corner(page: PageImage) -> str:
    """In which corner the red mark of the sample scan is."""
    sample = page.pixels[::5, ::5].astype(int)
    blue, green, red = (sample[:, :, channel] for channel in range(3))
    rows, columns = np.nonzero((red - green > 90) & (red - blue > 90))
    height, width = sample.shape[:2]
    return ("top" if rows.mean() < height / 2 else "bottom") + (
        " left" if columns.mean() < width / 2 else " right"
    )
