"""Whether a value that is known from elsewhere stands here too, and was only read with a slip or two."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from models.fields import KINDS
from models.fields.person import Name
from models.text import digits, fold, mend_figures, same_key

MOST_FIGURES = 2  # of a number that may have been misread or overlooked
LETTERS_A_SLIP = 10  # in a name of which not every syllable is such as names have


def meant(kind: str, raw: str, held: str) -> str | None:
    """What a place says where the text `raw` was read, if it is the value `held`, given to the precision that
    is printed here. None where it says something else, or is of a kind of which that cannot be told."""
    if kind == "name":
        return _name(raw, held)
    if kind == "personal_id":
        return held if any(_is_near(run, held) for run in mend_figures(raw).split()) else None
    return _date(raw, held) if kind == "date" else None


def _name(raw: str, held: str) -> str | None:
    """Names that differ in their accents, or where what was read is none, in a letter."""
    kind = KINDS["name"]
    read = kind.clean(raw) or raw.strip()
    plain, other = fold(read).replace(" ", ""), fold(held).replace(" ", "")
    known = isinstance(kind, Name) and plain and kind.known(read)
    most = 0 if known else 1 + len(other) // LETTERS_A_SLIP
    if not plain or same_key(read) == same_key(held) or Levenshtein.distance(plain, other) > most:
        return None
    return held.upper() if raw.isupper() else held


def _is_near(read: str, held: str) -> bool:
    return 0 < Levenshtein.distance(digits(read), held) <= MOST_FIGURES


def _date(raw: str, held: str) -> str | None:
    """A date whose figures were not all read: the day or the year alone, as many figures as are there."""
    read = digits(mend_figures(raw))
    year, _, rest = held.partition("-")
    month, _, day = rest.partition("-")
    if KINDS["date"].clean(raw) is not None or len(read) < len(year) - 1:
        return None
    if len(read) <= len(year):
        return year if Levenshtein.distance(read, year) <= 1 else None
    figures = f"{day}{month}{year}"
    return held if day and Levenshtein.distance(read, figures) <= MOST_FIGURES else None
