"""What a scanner and the years do to a clean page."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.uint8]
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
    "clean": Wear(skew=0.2, noise=0.0, shading=0, blur=0.0, bleed=0.0, fade=0.0, specks=0, quality=58),
    "office": Wear(skew=0.9, noise=1.8, shading=14, blur=0.4, bleed=0.05, fade=0.08, specks=12, quality=47),
    "poor": Wear(
        skew=1.5, noise=4.5, shading=38, blur=0.6, bleed=0.13, fade=0.25, specks=60, quality=36, folds=0.4
    ),
    "photo": Wear(
        *(2.5, 3.0, 44.0, 0.5, 0.0, 0.05, 0, 50),
        folds=0.3,
        tilt=0.035,
    ),
}


def scan(
    page: Image.Image, other_side: Image.Image | None, level: str, dpi: int, rng: random.Random
) -> Image.Image:
    """The page as scanned at `level`; `other_side` shines through where the level says so."""
    wear, pixels = WEAR[level], np.asarray(page)
    if other_side is not None and other_side.size == page.size and wear.bleed:
        pixels = _bleed_through(pixels, np.asarray(other_side), wear.bleed)
    if wear.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), wear.blur * dpi / 200)
    pixels = np.array(pixels)  # drawn on from here
    if rng.random() < wear.folds:
        _fold(pixels, dpi, rng)
    angle = rng.uniform(0.4, 1.0) * wear.skew * rng.choice((-1, 1))
    if wear.tilt:
        pixels = _lay_on_desk(pixels, angle, wear.tilt, rng)
    else:
        pixels = _turn(pixels, angle)
        _dirty(pixels, wear, dpi, rng)
    return Image.fromarray(_shade(pixels, wear, rng))


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


def _bleed_through(pixels: Pixels, other_side: Pixels, strength: float) -> Pixels:
    """The other side in mirror writing, blurred and pale, darkens what is on this one."""
    ghost = cv2.GaussianBlur(cv2.flip(other_side, 1), (0, 0), 2.5)
    pale = 255 - (255 - ghost.astype(np.float32)) * strength
    return np.asarray(pixels * (pale / 255), dtype=np.uint8)


def _fold(pixels: Pixels, dpi: int, rng: random.Random) -> None:
    """Faint lines where the sheet was folded, in half or in three."""
    high, width = pixels.shape[:2]
    for share in rng.choice(((0.5,), (1 / 3, 2 / 3))):
        y, tone = round(high * share), rng.randint(196, 226)
        cv2.line(pixels, (0, y), (width, y + rng.randint(-6, 6)), (tone,) * 3, max(1, dpi // 120))


def _turn(pixels: Pixels, angle: float) -> Pixels:
    """By a few degrees, white where nothing was."""
    high, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, high / 2), angle, 1.0)
    turned = cv2.warpAffine(pixels, matrix, (width, high), flags=cv2.INTER_CUBIC, borderValue=(255,) * 3)
    return np.asarray(turned, dtype=np.uint8)


def _lay_on_desk(pixels: Pixels, angle: float, tilt: float, rng: random.Random) -> Pixels:
    """As a telephone sees it: a little smaller, turned, not quite from above, a desk around it."""
    high, width = pixels.shape[:2]
    turn, shrink = math.radians(angle), rng.uniform(0.9, 0.97)
    corners = ((0, 0), (width, 0), (width, high), (0, high))
    seen = []
    for x, y in corners:
        across, down = (x - width / 2) * shrink, (y - high / 2) * shrink
        slip_x, slip_y = (rng.uniform(-tilt, tilt) * width / 2 for _ in "xy")
        seen.append(
            (
                width / 2 + across * math.cos(turn) - down * math.sin(turn) + slip_x,
                high / 2 + across * math.sin(turn) + down * math.cos(turn) + slip_y,
            )
        )
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), np.array(seen, np.float32))
    desk = rng.choice(((92, 70, 52), (60, 62, 66), (150, 142, 132)))
    laid = cv2.warpPerspective(pixels, matrix, (width, high), flags=cv2.INTER_CUBIC, borderValue=desk)
    return np.asarray(laid, dtype=np.uint8)


def _dirty(pixels: Pixels, wear: Wear, dpi: int, rng: random.Random) -> None:
    """Specks; where the lid stood open, a dark band along one edge."""
    high, width = pixels.shape[:2]
    for _ in range(wear.specks):
        at = rng.randrange(width), rng.randrange(high)
        radius = round(rng.choice((0, 0, 1, 1.5)) * dpi / 200)
        cv2.circle(pixels, at, radius, (rng.randint(60, 170),) * 3, -1)
    if wear.shading > 20 and rng.random() < 0.5:
        pixels[:, width - rng.randint(4, 22) :] = (96, 94, 92)


def _shade(pixels: Pixels, wear: Wear, rng: random.Random) -> Pixels:
    """Paler ink, uneven light, noise of the sensor; the same seed gives the same pixels."""
    if not wear.shading and not wear.noise:
        return pixels
    high, width = pixels.shape[:2]
    down = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    slope, lean = rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6)
    light = wear.shading * np.clip(0.35 + slope * down + lean * across + 0.25 * across**2, 0, 1.2)
    noise = np.random.default_rng(rng.getrandbits(64)).standard_normal((high, width), dtype=np.float32)
    noise *= wear.noise
    shaded = np.empty_like(pixels)
    for channel, tint in enumerate((0.95, 1.0, 1.12)):
        faded = 255 * wear.fade + pixels[:, :, channel] * np.float32(1 - wear.fade)
        shaded[:, :, channel] = np.clip(faded - light * np.float32(tint) + noise, 0, 255)
    return shaded
