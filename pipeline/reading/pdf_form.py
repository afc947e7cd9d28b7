"""What was filled in on a PDF form, and whether the file is signed (ISO 32000-1, 12.7 and 12.8).

A field's value is text; what a viewer draws of it may be less: fonts of forms often lack Vietnamese letters.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Name

from models.text import clean

MOST_FIELDS = 2000  # of a page, or of a file
_DEEPEST = 8  # fields within fields


class FilledIn(NamedTuple):
    """A field's value and where it stands: left, top, right, bottom in points from the page's top left."""

    text: str
    box: tuple[float, float, float, float]


def filled_in(pdf: Path, number: int) -> list[FilledIn]:
    """The text and choice fields of page `number` (from 1) that hold a value; none of a damaged file, or of a
    page that is turned or cropped."""
    try:
        with pikepdf.open(pdf, attempt_recovery=False, suppress_warnings=True) as file:
            return _filled_in(file.pages[number - 1])
    except Exception:  # whatever the parser makes of hostile bytes
        return []


def is_signed(pdf: Path) -> bool:
    """Whether a signature field of the file is signed; by whom, and whether it is valid, is not looked at."""
    try:
        with pikepdf.open(pdf, attempt_recovery=False, suppress_warnings=True) as file:
            form = file.Root.get(Name.AcroForm, pikepdf.Dictionary())
            return any(_kind(field) == Name.Sig and Name.V in field for field in _fields(form))
    except Exception:
        return False


def _filled_in(page: pikepdf.Page) -> list[FilledIn]:
    if int(page.rotation) % 360 or list(page.cropbox) != list(page.mediabox):
        return []
    left, _, _, top = (float(side) for side in page.mediabox)
    found = []
    for widget in list(page.obj.get(Name.Annots, []))[:MOST_FIELDS]:
        text = clean(str(_inherited(widget, Name.V) or ""))
        if text and _kind(widget) in (Name.Tx, Name.Ch):
            x0, y0, x1, y1 = (float(side) for side in widget.Rect)
            box = min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1)
            found.append(FilledIn(text, box))
    return found


def _fields(form: pikepdf.Object) -> list[pikepdf.Object]:
    """All fields of a form, those within fields too."""
    found: list[pikepdf.Object] = []
    waiting = list(form.get(Name.Fields, []))
    while waiting and len(found) < MOST_FIELDS:
        found.append(waiting.pop())
        waiting += list(found[-1].get(Name.Kids, []))
    return found


def _kind(field: pikepdf.Object) -> pikepdf.Object | None:
    return _inherited(field, Name.FT)


def _inherited(field: pikepdf.Object, key: Name) -> pikepdf.Object | None:
    """What a field says, or the field it belongs to."""
    for _ in range(_DEEPEST):
        if key in field:
            return field[key]
        if Name.Parent not in field:
            return None
        field = field.Parent
    return None
