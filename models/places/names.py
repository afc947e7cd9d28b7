"""Names of units, made comparable: the kind set apart, the rest folded, numerals brought to figures."""

from __future__ import annotations

import functools
import itertools
import re
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
    **{"phuong": 3, "thanhpho": 3, "thitran": 3, "thixa": 2, "dackhu": 2, "huyen": 2, "quan": 2, "tinh": 2},
}
ONE_WORD = {"tinh", "quan", "huyen", "phuong", "xa"}

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
    """A word of an address. `plain`: folded; `marked`: with its accents, of the same length; `start`, `end`:
    its place in the text; `after_comma`: whether it begins a part; `after_dash`: whether it may begin one."""

    plain: str
    marked: str
    start: int
    end: int
    after_comma: bool
    after_dash: bool = False


class Name(NamedTuple):
    """`stem`: letters only, folded and joined; `numbers`: its numerals, as figures, joined by a hyphen."""

    stem: str
    numbers: str


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_COMMA, _DASH = re.compile("[,;]"), re.compile(r"\s[-–]\s")


def split_words(text: str) -> list[Token]:
    """The words of a text, in order; P12 and Q.5 fall into kind and number."""
    tokens: list[Token] = []
    last = 0
    for found in _WORD.finditer(text):
        comma = not tokens or _COMMA.search(text, last, found.start()) is not None
        dash = not comma and _DASH.search(text, last, found.start()) is not None
        last = found.end()
        cuts = [*_cuts(found.group()), last - found.start()]
        for start, end in itertools.pairwise(cuts):
            word = found.group()[start:end]
            at, is_first = found.start(), start == 0
            tokens.append(
                Token(
                    *(fold_word(word), marked(word), at + start, at + end),
                    comma and is_first,
                    dash and is_first,
                )
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
    """One word in lower case with its accents, letter for letter as long as it is folded."""
    plain = fold_word(word)
    letters = re.sub(r"\W", "", place_tones(word).casefold())
    return letters if len(letters) == len(plain) else plain


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


@functools.lru_cache(maxsize=32768)
def kinds_before(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """The ways in which a name's first words may be its kind, the surest first; none at all is always one."""
    found = [Reading("", 0, 0)]
    for length in range(1, len(words) + 1):
        joined = "".join(words[:length])
        if joined in KINDS and (length == 1) == (joined in ONE_WORD):
            return (Reading(joined, 0, length), *found)
        if joined in _SHORT and length == len(joined) == 2:
            return (Reading(_SHORT[joined], 0, 2), *found)
        if joined in ONE_WORD:
            found.append(Reading(joined, 0, length))
        elif joined in _SHORT and length == 1:
            found.append(Reading(_SHORT[joined], 0, 1))
        elif len(joined) <= 2 and length == 1:
            found.append(Reading("", 1, 1))
        found += [
            Reading(kind, wrong, length)
            for kind, most in _MISREAD.items()
            if (wrong := Levenshtein.distance(joined, kind, score_cutoff=most)) <= most
        ]
    return tuple(sorted(found, key=_by_wrong))


def _by_wrong(reading: Reading) -> tuple[int, bool]:
    return reading.misread, not reading.kind
