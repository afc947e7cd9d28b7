"""Names of units, made comparable: the kind set apart, the rest folded, numerals brought to figures."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from models.text import fold, place_tones

KINDS = {
    **{"tinh": "Tỉnh", "thanhpho": "Thành phố", "quan": "Quận", "huyen": "Huyện", "thixa": "Thị xã"},
    **{"phuong": "Phường", "xa": "Xã", "thitran": "Thị trấn", "dackhu": "Đặc khu"},
}
_SHORT = {
    **{"t": "tinh", "tp": "thanhpho", "q": "quan", "h": "huyen", "tx": "thixa", "p": "phuong", "f": "phuong"},
    **{"ph": "phuong", "x": "xa", "tt": "thitran", "dk": "dackhu", "thpho": "thanhpho", "tpho": "thanhpho"},
}
_MISREAD = {
    "phuong": 2,
    "thanhpho": 3,
    "thitran": 2,
    "thixa": 1,
    "dackhu": 2,
    "huyen": 1,
    "quan": 1,
    "tinh": 1,
}

_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
}
_SAID = {
    **{"mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8},
    **{"chin": 9, "muoi": 10, "muoimot": 11, "muoihai": 12, "muoiba": 13, "muoibon": 14, "muoilam": 15},
}
_LIKE_FIGURES = str.maketrans("oqdilszbg", "000115286")
_GLUED = re.compile(r"(tp|tx|tt|[pfqhx])(?=\d+$)")


class Token(NamedTuple):
    """A word of an address. `plain`: folded; `marked`: with its accents, decomposed, so that a wrong accent
    is one sign; `start`, `end`: its place in the text; `after_comma`: whether it begins a part."""

    plain: str
    marked: str
    start: int
    end: int
    after_comma: bool


class Name(NamedTuple):
    """`stem`: letters only, folded and joined; `numbers`: its numerals, as figures, joined by a hyphen."""

    stem: str
    numbers: str


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_COMMA = re.compile(r"[,;\n]|\s[-–]\s")


def split_words(text: str) -> list[Token]:
    """The words of a text, in order; P12 and Q.5 fall into kind and number."""
    tokens: list[Token] = []
    last = 0
    for found in _WORD.finditer(text):
        comma = not tokens or _COMMA.search(text, last, found.start()) is not None
        last = found.end()
        cuts = [*_cuts(found.group()), last - found.start()]
        for start, end in itertools.pairwise(cuts):
            word = found.group()[start:end]
            place = found.start()
            tokens.append(
                Token(fold_word(word), marked(word), place + start, place + end, comma and start == 0)
            )
    return tokens


def _cuts(word: str) -> list[int]:
    """Where the words begin that were joined to one: P12, XãTânHòa."""
    glued = _GLUED.match(word.casefold())
    if glued:
        return [0, glued.end()]
    if len(word) < 4 or word.isupper() or word[1:].islower():
        return [0]
    return [0, *(at for at in range(2, len(word)) if word[at].isupper() and word[at - 1].islower())]


@functools.lru_cache(maxsize=32768)
def fold_word(word: str) -> str:
    """One word folded, without apostrophes."""
    return re.sub(r"\W", "", fold(word))


@functools.lru_cache(maxsize=32768)
def marked(word: str) -> str:
    """Lower case, decomposed, đ as d with a stroke: each accent is one sign to compare."""
    letters = unicodedata.normalize("NFD", place_tones(word).casefold()).replace("đ", "d\u0335")
    return re.sub(r"[^\w\u0300-\u036f]", "", letters)


def name_of(words: tuple[str, ...]) -> Name:
    """The name that folded words spell: `("tan", "an", "1")` and `("tan", "an", "i")` are one."""
    joined = "".join(words)
    if joined in _SAID:
        return Name("", str(_SAID[joined]))
    letters, numbers = [], []
    for place, word in enumerate(words):
        number = _number(word, is_last=place == len(words) - 1)
        if number is None:
            letters.append(word)
        else:
            numbers.append(number)
    return Name("".join(letters), "-".join(numbers))


@functools.lru_cache(maxsize=4096)
def _number(word: str, *, is_last: bool) -> str | None:
    if word.isdecimal() and word.isascii():
        return word.lstrip("0") or "0"
    if is_last and word in _ROMAN:
        return str(_ROMAN[word])
    if is_last and word == "l":
        return "1"
    if len(word) <= 3 and any("0" <= sign <= "9" for sign in word):
        figures = word.translate(_LIKE_FIGURES)
        if figures.isdecimal() and figures.isascii():
            return figures.lstrip("0") or "0"
    return None


class Reading(NamedTuple):
    """One way to read words as kind and name. `kind`: folded, or "" where none stands; `misread`: how many
    letters of the kind are wrong; `length`: how many words the kind takes."""

    kind: str
    misread: int
    length: int


@functools.lru_cache(maxsize=16384)
def kinds_before(first: str, second: str) -> tuple[Reading, ...]:
    """The ways in which a name's first two words may be its kind; none at all is always one."""
    found = []
    pair = first + second
    if second and (pair in KINDS or (len(pair) == 2 and pair in _SHORT)):
        return (Reading(_SHORT.get(pair, pair), 0, 2),)
    if first in KINDS or first in _SHORT:
        found.append(Reading(_SHORT.get(first, first), 0, 1))
    else:
        for kind, most in _MISREAD.items():
            for length, words in ((1, first), (2, pair)):
                if length == 2 and (not second or kind not in ("thanhpho", "thitran", "thixa", "dackhu")):
                    continue
                wrong = Levenshtein.distance(words, kind, score_cutoff=most)
                if wrong <= most:
                    found.append(Reading(kind, wrong, length))
        if len(first) <= 2:
            found.append(Reading("", 1, 1))
    return (*sorted(found, key=_by_wrong)[:2], Reading("", 0, 0))


def _by_wrong(reading: Reading) -> int:
    return reading.misread
