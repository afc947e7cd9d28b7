"""What a scanner and the years do to a clean page."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

LEVELS = ("clean", "office", "poor")


@dataclass(frozen=True)
class Wear:
    """Angles in degrees, noise and shading in grey values, blur in pixels at 200 dpi, qualities of JPEG."""

    skew: float
    noise: float
    shading: float
    blur: float
    bleed: float
    fade: float
    specks: int
    quality: int


WEAR = {
    "clean": Wear(skew=0.2, noise=0.0, shading=0, blur=0.0, bleed=0.0, fade=0.0, specks=0, quality=66),
    "office": Wear(skew=0.9, noise=1.8, shading=14, blur=0.4, bleed=0.05, fade=0.08, specks=12, quality=58),
    "poor": Wear(skew=1.5, noise=4.5, shading=38, blur=0.6, bleed=0.13, fade=0.25, specks=60, quality=42),
}


def scan(
    page: Image.Image, other_side: Image.Image | None, level: str, dpi: int, rng: random.Random
) -> Image.Image:
    """The page as scanned at `level`; `other_side` shines through where the level says so."""
    wear = WEAR[level]
    if other_side is not None and wear.bleed:
        page = _bleed_through(page, other_side, wear.bleed)
    if wear.blur:
        page = page.filter(ImageFilter.GaussianBlur(wear.blur * dpi / 200))
    angle = rng.uniform(0.4, 1.0) * wear.skew * rng.choice((-1, 1))
    page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = _dirty(page, wear, dpi, rng)
    return _shade(page, wear, rng)


def punch_holes(page: Image.Image, dpi: int, rng: random.Random) -> None:
    """Two holes of a binder at the left edge, dark as the scanner's lid."""
    middle, across = page.height // 2 + round(rng.uniform(-6, 6) * dpi / 25.4), round(10 * dpi / 25.4)
    radius = round(3 * dpi / 25.4)
    for offset in (-40, 40):
        y = middle + round(offset * dpi / 25.4)
        box = (across - radius, y - radius, across + radius, y + radius)
        ImageDraw.Draw(page).ellipse(box, fill=(70, 70, 72))


def _bleed_through(page: Image.Image, other_side: Image.Image, strength: float) -> Image.Image:
    ghost = other_side.transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2.5))
    pale = Image.blend(Image.new("RGB", ghost.size, "white"), ghost, strength)
    return ImageChops.multiply(page, pale)


def _dirty(page: Image.Image, wear: Wear, dpi: int, rng: random.Random) -> Image.Image:
    draw = ImageDraw.Draw(page)
    for _ in range(wear.specks):
        x, y, size = (
            rng.randrange(page.width),
            rng.randrange(page.height),
            rng.choice((1, 1, 2, 3)) * dpi / 200,
        )
        draw.ellipse((x, y, x + size, y + size), fill=(rng.randint(60, 170),) * 3)
    if wear.shading > 20 and rng.random() < 0.5:
        # The lid stood open: a dark band along one edge.
        draw.rectangle((page.width - rng.randint(4, 22), 0, page.width, page.height), fill=(96, 94, 92))
    return page


def _shade(page: Image.Image, wear: Wear, rng: random.Random) -> Image.Image:
    """Paler ink, uneven light, noise of the sensor; the same seed gives the same pixels."""
    if not wear.shading and not wear.noise:
        return page
    pixels = np.asarray(page, dtype=np.float32)
    pixels = 255 - (255 - pixels) * (1 - wear.fade)
    down = np.linspace(-1, 1, page.height, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, page.width, dtype=np.float32)[None, :]
    slope, lean = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    light = wear.shading * np.clip(0.35 + slope * down + lean * across + 0.25 * across**2, 0, 1.2)
    noise = (
        np.random.default_rng(rng.getrandbits(64)).normal(0, wear.noise, pixels.shape[:2]).astype(np.float32)
    )
    tint = np.array([0.95, 1.0, 1.12], dtype=np.float32)
    pixels = pixels - light[:, :, None] * tint + noise[:, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
