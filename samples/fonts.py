"""Fonts, taken where Debian's packages put them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

PACKAGES = (
    *("fonts-dejavu-core", "fonts-freefont-ttf", "fonts-liberation2", "fonts-linuxlibertine"),
    *("fonts-open-sans", "fonts-breip", "fonts-comic-neue", "fonts-dancingscript", "fonts-rufscript"),
)
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


class Family(NamedTuple):
    """File names of one type face; a face without an italic slants nothing."""

    regular: str
    bold: str
    italic: str


FAMILIES = {
    "Liberation Serif": Family(
        "LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf"
    ),
    "Liberation Sans": Family(
        "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Italic.ttf"
    ),
    "Liberation Mono": Family(
        "LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf", "LiberationMono-Italic.ttf"
    ),
    "Free Serif": Family("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf"),
    "Free Sans": Family("FreeSans.ttf", "FreeSansBold.ttf", "FreeSansOblique.ttf"),
    "DejaVu Serif": Family("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif.ttf"),
    "DejaVu Sans": Family("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
    "Open Sans": Family("OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "OpenSans-Italic.ttf"),
    "Libertine": Family("LinLibertine_R.otf", "LinLibertine_RB.otf", "LinLibertine_RI.otf"),
    "Biolinum": Family("LinBiolinum_R.otf", "LinBiolinum_RB.otf", "LinBiolinum_RI.otf"),
}
# Script faces, whose Vietnamese letters `samples.hand` makes.
_HAND_FILES = {
    "Breip": "Breip.ttf",
    "Comic Neue": "ComicNeue-Regular.otf",
    "Dancing Script": "DancingScript-Regular.otf",
    "Rufscript": "Rufscript010.ttf",
}
HANDS = tuple(_HAND_FILES)


class FontsMissingError(RuntimeError):
    """A font file is not on this machine; the message names the Debian packages that bring it."""


@functools.cache
def _installed() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*.[ot]tf")}


@functools.cache
def load_font(family: str, pixels: int, *, weight: str = "regular") -> ImageFont.FreeTypeFont:
    """A face of FAMILIES or HANDS at a size in pixels; `weight` regular, bold or italic; HANDS have one."""
    name = _HAND_FILES.get(family) or getattr(FAMILIES[family], weight)
    path = _installed().get(name)
    if path is None:
        raise FontsMissingError(f"{name} is missing: apt-get install {' '.join(PACKAGES)}")
    # Basic layout: the same glyph positions with and without libraqm.
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)
