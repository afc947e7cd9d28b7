"""Personal names as they are compared: letters with their marks, the bare letters, and the syllables apart.

The order is family name, middle names, given name. What OCR does to names is undone where that is certain:
figures inside words are letters; the marks on oa, oe and uy stand where the older spelling has them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_FIGURES = str.maketrans("0123456789|", "oizesgbtbgi")
_EDGES = " .,;:_-–—'\"`~*()[]{}/\\"
_Y_ENDS = re.compile("(?:[bcdghklmnprstvx]|qu)y$")


def _older_spellings() -> dict[str, str]:
    """What ends a syllable in the newer spelling: oà -> òa."""
    table = {}
    for pair in ("oa", "oe", "uy"):
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            newer = unicodedata.normalize("NFC", pair + tone)
            table[newer] = unicodedata.normalize("NFC", pair[0] + tone + pair[1])
    return table


def _bare_letters() -> dict[int, str]:
    """Each precomposed letter to its bare one."""
    table = {ord("đ"): "d"}
    for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)):
        letter = unicodedata.normalize("NFD", chr(code))
        if len(letter) > 1:
            table[code] = letter[0]
    return table


CACHED = 1 << 16  # words
_NO_LETTERS = "", ""
_OLDER = _older_spellings()
_BARE = _bare_letters()


class Name(NamedTuple):
    """`syllables`: lower case with marks; `bare`: the same without, y at the end as i (Lý, Lí); `joined`: the
    bare ones in one. Each sign of a syllable has one in its bare form."""

    syllables: tuple[str, ...]
    bare: tuple[str, ...]
    joined: str

    @property
    def has_marks(self) -> bool:
        """Whether any syllable has a mark: a name typed without them says nothing about them."""
        return any(not syllable.isascii() for syllable in self.syllables)


def read_name(text: str) -> Name | None:
    """The name of a text in any case and spelling; None where there are no letters."""
    pairs = [*map(_SYLLABLES.__getitem__, text.split())]
    if _NO_LETTERS in pairs:
        pairs = [pair for pair in pairs if pair != _NO_LETTERS]
    if not pairs:
        return None
    syllables, letters = zip(*pairs, strict=True)
    return Name(syllables, letters, "".join(letters))


def _syllable(word: str) -> tuple[str, str]:
    """(with marks, bare) of one word; empty where it has no letters."""
    word = unicodedata.normalize("NFC", word).lower().strip(_EDGES)
    if not word.isalpha():
        word = "".join(letter for letter in word.translate(_FIGURES) if letter.isalpha())
    if word[-2:] in _OLDER and not word.startswith("qu"):
        word = word[:-2] + _OLDER[word[-2:]]
    letters = word.translate(_BARE)
    return word, f"{letters[:-1]}i" if _Y_ENDS.search(letters) else letters


class _Syllables(dict[str, tuple[str, str]]):
    """Each word that was read already: they come back, and no function is called for them."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= CACHED:
            self.clear()
        self[word] = pair = _syllable(word)
        return pair


_SYLLABLES = _Syllables()


def bare_name(syllable: str) -> str:
    """The bare letters of one syllable of a name."""
    return _SYLLABLES[syllable][1]


def bare(text: str) -> str:
    """Lower case without marks, for text that is NFC."""
    return text.lower().translate(_BARE)
