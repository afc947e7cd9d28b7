"""Names of persons, and of what is named after them."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from models.fields.kind import EDGES, Kind
from models.fields.lists import lexicon
from models.text import clean, fold, same_key


class Name(Kind):
    """A person's name: letters, hyphen and apostrophe; at least two syllables."""

    def clean(self, raw: str) -> str | None:
        """The name, where a syllable that no name has can only be one that differs in its tone mark."""
        first, *others = (self.read(raw) or "").split(" ")
        return " ".join([first, *map(_with_tone, others)]) or None

    def read(self, raw: str) -> str | None:
        """The name as it was read, but for what is written in one way only."""
        words = [word.strip(EDGES).replace("NÑ", "N") for word in clean(raw).split()]
        words = _without_specks([word for word in words if word])
        letters = "".join(words).translate({ord(mark): None for mark in "-'’"})
        if len(words) < 2 or not letters.isalpha():
            return None
        words[0] = mend(words[0], "surname")
        words[1:-1] = [mend(word, "middle_name") for word in words[1:-1]]
        return " ".join(words)

    def known(self, value: str) -> bool:
        """Whether the family name and every syllable after it are such as names have: nine of ten wrong
        accents leave something else. A name that is not known may still be right."""
        first, *others = (same_key(word) for word in value.split())
        return (
            first in _keys("surname")
            and all(word in _keys("given") or word in _keys("surname") for word in others)
            and others[-1:] != [same_key("Thị")]  # it stands before a woman's name, and is none
        )

    def show(self, value: str) -> str:
        """Each word with a capital: NGUYỄN VĂN AN is Nguyễn Văn An; H'Yên stays."""
        if not value.isupper() and not value.islower():
            return value
        return re.sub(r"[^\W\d_]+", _capitalised, value)


# Single letters that no name begins or ends with; H and K stand before names of Ê-đê and K'ho.
_SPECK = re.compile("[b-gjl-twxzđ]|[a-z]\u0308")


def _without_specks(words: Sequence[str]) -> list[str]:
    """The words without letters at the ends that are marks beside the name."""
    specks = [_SPECK.fullmatch(unicodedata.normalize("NFD", word.casefold())) is not None for word in words]
    first = next((at for at, speck in enumerate(specks) if not speck), len(words))
    last = next((at for at, speck in enumerate(reversed(specks)) if not speck), 0)
    return list(words[first : len(words) - last])


@functools.cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(same_key(entry) for entry in lexicon(name))


def _capitalised(found: re.Match[str]) -> str:
    return found.group().capitalize()


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DOT_BELOW, _CIRCUMFLEX = "\u0323", "\u0302"


def _with_tone(word: str) -> str:
    """A syllable that is none of a name's, with another tone mark where just one makes it one: QUẦN is QUÂN.
    Only marks above a circumflex, where a speck is soon taken for one, and never the dot below."""
    key = same_key(word)
    bare, tone = _parted(key)
    if key in _keys("given") or key in _keys("surname") or tone == _DOT_BELOW or _CIRCUMFLEX not in bare:
        return word
    parted = {entry: _parted(entry) for entry in _keys("given")}
    alike = [entry for entry, (own, mark) in parted.items() if own == bare and mark != _DOT_BELOW]
    if len(alike) != 1:
        return word
    return alike[0].upper() if word.isupper() else alike[0].capitalize()


@functools.lru_cache(maxsize=4096)
def _parted(key: str) -> tuple[str, str]:
    """A syllable without its tone mark, decomposed, and the mark."""
    letters = unicodedata.normalize("NFD", key)
    tone = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES), tone


def mend(word: str, name: str) -> str:
    """A word that is in no lexicon but for its accents, as the one entry that it then is: NGUYÊN is no family
    name, NGUYỄN is. A word that could be two entries stays."""
    alike = [entry for entry in lexicon(name) if fold(entry) == fold(word)]
    if len(alike) != 1 or same_key(alike[0]) == same_key(word):
        return word
    return alike[0].upper() if word.isupper() else alike[0]


_BUSINESS = "Hộ kinh doanh"


class BusinessName(Kind):
    """A household business's name; where it ends with its owner's, the family name is mended."""

    def clean(self, raw: str) -> str | None:
        words = (clean(raw).strip(EDGES)).split()
        begin = " ".join(words[:3])
        if len(words) > 3 and Levenshtein.distance(fold(begin), fold(_BUSINESS), score_cutoff=1) <= 1:
            words[:3] = (_BUSINESS.upper() if begin.isupper() else _BUSINESS).split()
        if len(words) > 4 and fold(" ".join(words[:3])) == fold(_BUSINESS):
            words[3] = mend(words[3], "surname")
        return " ".join(words) or None


_ADDRESS = r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"
_ONE_ADDRESS = re.compile(r"[\w.+\-]+(?: [\w.+\-]+)?@[\w\-]+(?: [\w\-]+)?(?:\.[\w\-]+)+", re.ASCII)
_SIX = re.compile(r"(?<=[0-9])[óÓ](?=[0-9óÓ]*@)")
_SIGN = re.compile(r"[(©®]*@[)©®]*|\(2\)?(?=\w+\.)")  # how the sign @ is read


class Email(Kind):
    """One address; spaces in it, around its dots and its sign are the reader's."""

    form = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")

    def clean(self, raw: str) -> str | None:
        text = re.sub(r"\s*([@.])\s*", r"\1", _SIGN.sub("@", _SIX.sub("6", clean(raw))))
        found = (
            re.search(_ADDRESS, text.replace(" ", ""))
            if _ONE_ADDRESS.fullmatch(text)
            else re.search(_ADDRESS, text)
        )
        return found.group().casefold() if found else None
