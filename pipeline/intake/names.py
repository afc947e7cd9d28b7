"""Names of files and folders: what a clerk sees of them, and which are not worth seeing."""

from __future__ import annotations

import unicodedata

_LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information"})
_NOT_SHOWN = frozenset({"Cc", "Zl", "Zp", "Co", "Cn", "Cs"})
# They turn the direction of writing, so that the name shown reads other than it is.
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def shown_name(name: str) -> str:
    """`name` as a clerk may see it: NFC, valid UTF-8, one line, no character that a terminal obeys.

    `name` comes from the file system, so bytes that are not UTF-8 are surrogates in it.
    """
    valid = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", "".join(map(_shown, valid)))


def is_litter(name: str) -> bool:
    """Whether the operating system, not a person, put it there: hidden files, thumbnails, resource forks."""
    return name.startswith(".") or name.casefold() in _LITTER


def _shown(letter: str) -> str:
    hidden = unicodedata.category(letter) in _NOT_SHOWN or letter in _DIRECTION
    return _REPLACEMENT if hidden else letter
