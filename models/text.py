"""Vietnamese text: one spelling for what is the same, and keys for what may be."""

from __future__ import annotations

import functools
import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACE = re.compile(r"\s+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# The tone mark of oa, oe, uy stands on the first letter in the older style, on the second in the newer
# one: hòa and hoà are one word. Only where the pair ends its syllable: hoàn has one spelling.
_END = r"(?![\w\u0300-\u036f])"
_NEW_STYLE = re.compile(rf"([oO])([aAeE])([{_TONES}]){_END}|(?<![qQ])([uU])([yY])([{_TONES}]){_END}")


_LOOKALIKES = str.maketrans({"\N{FRACTION SLASH}": "/", "\N{HYPHEN}": "-", "\N{MINUS SIGN}": "-"})


def clean(text: str) -> str:
    """NFC, without invisible characters, one space where there was any, the keyboard's slash and hyphen."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_LOOKALIKES)
    return _SPACE.sub(" ", visible).strip()


def place_tones(text: str) -> str:
    """The older spelling of oa, oe, uy with a tone: hoà -> hòa, thuý -> thúy. Idempotent."""
    return unicodedata.normalize("NFC", _NEW_STYLE.sub(_older_style, unicodedata.normalize("NFD", text)))


def _older_style(found: re.Match[str]) -> str:
    first, second, tone = (part for part in found.groups() if part)
    return first + tone + second


def same_key(text: str) -> str:
    """Equal for two spellings of the same words: case, tone placement and spaces do not count."""
    return place_tones(clean(text).casefold())


@functools.lru_cache(maxsize=16_384)  # each word is folded a dozen times
def fold(text: str) -> str:
    """Letters without tones and accents, lower case, đ as d, one space: a candidate, never a match."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACE.sub(" ", bare.replace("đ", "d")).strip()


# Beside figures, and nowhere near letters, these are figures that were misread.
_FIGURES = {"ó": "6", "Ó": "6", "é": "6", "É": "6", "§": "8"}
_MISREAD = re.compile(r"(?<![^\W\d_])(?:[0-9]*[óÓ]|[0-9]+[éÉ§]|[Il|]?[éÉ§](?=[0-9/]))[0-9óÓéÉ§]*(?![^\W\d_])")
_MISREAD_ONE = re.compile(r"(?<=[0-9])\](?![^\W\d_])|(?<!\w)[Il|] ?(?=[0-9][/.-][0-9])")


def mend_figures(text: str) -> str:
    """A text with the figures that were read as letters and signs: 2ó is 26, 3] is 31, I 1/05 is 11/05."""
    return _MISREAD_ONE.sub("1", _MISREAD.sub(_with_figures, text))


def _with_figures(found: re.Match[str]) -> str:
    return found.group().translate(_TRANSLATED)


_TRANSLATED = str.maketrans(_FIGURES)


def digits(text: str) -> str:
    """Only the decimal digits 0 to 9."""
    return "".join(letter for letter in text if letter in "0123456789")
