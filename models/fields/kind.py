"""What every kind of field can do, and text, the simplest."""

from __future__ import annotations

import re

from models.text import clean, same_key

EDGES = " .,;:_-–—…|*'\"`~=<>«»()[]{}/\\"


class Kind:
    """Text as printed. The base of all kinds.

    `clean(raw)` gives the normalised value or None, never raises, and leaves a clean value as it is.
    """

    form: re.Pattern[str] | None = None  # of the whole text, where the kind has one

    def clean(self, raw: str) -> str | None:
        """The value that a text holds; None where it holds none of this kind."""
        return clean(raw).strip(EDGES) or None

    def well_formed(self, raw: str) -> bool:
        """Whether a text is wholly written as such values are: nothing in it was passed over or guessed."""
        return self.form is not None and self.form.fullmatch(clean(raw).strip(" .,;:")) is not None

    def valid(self, value: str) -> bool:
        """Whether a clean value can be right at all."""
        return True

    def same(self, one: str, other: str) -> bool:
        """Whether two clean values say the same."""
        return same_key(one) == same_key(other)

    def show(self, value: str) -> str:
        """A clean value as a clerk reads it."""
        return value

    def from_words(self, words: str) -> str | None:
        """The value that is said in words; None where they say none, or the kind is never said so."""
        return None
