"""What a scanner and the years do to a clean page."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

LEVELS = ("clean", "office", "poor", "photo")


@dataclass(frozen=True)
class Wear:
    """Angles in degrees, noise and shading in grey values, blur in pixels at 200 dpi, qualities of JPEG.

    `folds`: how often the paper was folded. `tilt`: for pictures taken by hand, how far a corner of the page
    lies from where it should, as a share of the page.
    """

    skew: float
    noise: float
    shading: float
    blur: float
    bleed: float
    fade: float
    specks: int
    quality: int
    folds: float = 0.0
    tilt: float = 0.0


WEAR = {
    "clean": Wear(skew=0.2, noise=0.0, shading=0, blur=0.0, bleed=0.0, fade=0.0, specks=0, quality=66),
    "office": Wear(skew=0.9, noise=1.8, shading=14, blur=0.4, bleed=0.05, fade=0.08, specks=12, quality=58),
    "poor": Wear(
        skew=1.5, noise=4.5, shading=38, blur=0.6, bleed=0.13, fade=0.25, specks=60, quality=42, folds=0.4
    ),
    "photo": Wear(
        *(2.5, 3.0, 44.0, 0.5, 0.0, 0.05, 0, 60),
        folds=0.3,
        tilt=0.035,
    ),
}


def scan(
    page: Image.Image, other_side: Image.Image | None, level: str, dpi: int, rng: random.Random
) -> Image.Image:
    """The page as scanned at `level`; `other_side` shines through where the level says so."""
    wear = WEAR[level]
    if other_side is not None and other_side.size == page.size and wear.bleed:
        page = _bleed_through(page, other_side, wear.bleed)
    if wear.blur:
        page = page.filter(ImageFilter.GaussianBlur(wear.blur * dpi / 200))
    if rng.random() < wear.folds:
        _fold(page, dpi, rng)
    angle = rng.uniform(0.4, 1.0) * wear.skew * rng.choice((-1, 1))
    if wear.tilt:
        page = _lay_on_desk(page, angle, wear.tilt, rng)
    else:
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
        page = _dirty(page, wear, dpi, rng)
    return _shade(page, wear, rng)


def drain(page: Image.Image, dpi: int, rng: random.Random) -> Image.Image:
    """As scanners are set: mostly colour, often shades of grey; fine scans now and then black and white."""
    chance = rng.random()
    if chance < 0.06 and dpi >= 300:
        return page.convert("L").point([255 if level > 150 else 0 for level in range(256)])
    return page.convert("L") if chance < 0.3 else page


def punch_holes(page: Image.Image, dpi: int, rng: random.Random) -> None:
    """Two holes of a binder at the left edge, dark as the scanner's lid."""
    middle, across = page.height // 2 + round(rng.uniform(-6, 6) * dpi / 25.4), round(10 * dpi / 25.4)
    radius = round(3 * dpi / 25.4)
    for offset in (-40, 40):
        y = middle + round(offset * dpi / 25.4)
        box = (across - radius, y - radius, across + radius, y + radius)
        ImageDraw.Draw(page).ellipse(box, fill=(70, 70, 72))


def _fold(page: Image.Image, dpi: int, rng: random.Random) -> None:
    """Faint lines where the sheet was folded, in half or in three."""
    draw = ImageDraw.Draw(page)
    for share in rng.choice(((0.5,), (1 / 3, 2 / 3))):
        y, tone = round(page.height * share), rng.randint(196, 226)
        draw.line((0, y, page.width, y + rng.randint(-6, 6)), fill=(tone,) * 3, width=max(1, dpi // 120))


def _lay_on_desk(page: Image.Image, angle: float, tilt: float, rng: random.Random) -> Image.Image:
    """As a telephone sees it: a little smaller, turned, not quite from above, a desk around it."""
    width, height = page.size
    turn, shrink = math.radians(angle), rng.uniform(0.9, 0.97)
    target = []
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        across, down = (x - width / 2) * shrink, (y - height / 2) * shrink
        target.append(
            (
                width / 2
                + across * math.cos(turn)
                - down * math.sin(turn)
                + rng.uniform(-tilt, tilt) * width / 2,
                height / 2
                + across * math.sin(turn)
                + down * math.cos(turn)
                + rng.uniform(-tilt, tilt) * width / 2,
            )
        )
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(target, np.float32), corners)
    desk = rng.choice(((92, 70, 52), (60, 62, 66), (150, 142, 132)))
    coefficients = (matrix / matrix[2, 2]).ravel()[:8].tolist()
    return page.transform(
        page.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=desk
    )


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
