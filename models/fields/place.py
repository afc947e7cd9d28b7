"""Places: addresses, places of birth, offices."""

from __future__ import annotations

from models.fields.kind import Kind
from models.places import locate, respell


class Place(Kind):
    """A place as printed; names of units that were misread are put right where no doubt is left."""

    def clean(self, raw: str) -> str | None:
        text = super().clean(raw)
        if text is None:
            return None
        right = respell(text)
        if right == text or respell(right) != right or super().clean(right) != right:
            return text
        return right

    def same(self, one: str, other: str) -> bool:
        """The same words, or the same house or hamlet in what is one ward of today."""
        if super().same(one, other):
            return True
        here, there = locate(one), locate(other)
        return (
            here.unit is not None
            and here.level == there.level == "ward"
            and here.present == there.present
            and len(here.present) == 1
            and super().same(here.detail, there.detail)
        )
