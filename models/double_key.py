"""Keying twice: a second clerk, who does not see what the first keyed, and a third where the two differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

Same = Callable[[str, str], bool]


class Turn(StrEnum):
    """What somebody may do with a field that is keyed twice."""

    FIRST = "first"
    BLIND = "blind"  # another keyed it, and nothing of that may be seen
    THIRD = "third"  # two others keyed it, and not alike
    KEYED = "keyed"  # they have keyed it themselves
    SAMPLE = "sample"  # it was accepted and is read once more


def turn_of(who: str, keyed_by: Sequence[str]) -> Turn:
    if who in keyed_by:
        return Turn.KEYED
    return (Turn.FIRST, Turn.BLIND, Turn.THIRD)[min(len(keyed_by), 2)]


def is_settled(keyed: Sequence[str | None], same: Same) -> bool:
    """Whether the last of the values that were keyed holds: it is as the one before, or a third decided. None
    is what nobody can read."""
    if len(keyed) != 2:
        return len(keyed) > 2
    one, other = keyed
    return one == other or (one is not None and other is not None and same(one, other))
