"""Errors as OCR of Vietnamese makes them: most in tones and marks, then in like shapes."""

from __future__ import annotations

import random
import unicodedata

# Errors for each letter, digit and space between words, by how poor the scan is.
SEVERITIES = {"clean": 0.0, "light": 0.006, "medium": 0.02, "heavy": 0.05}
SHARES = {"clean": 0.27, "light": 0.42, "medium": 0.23, "heavy": 0.08}
DIGITS_SPARED = 0.5  # digits are read better than letters with marks

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
MARKS = {
    **{"a": "ăâ", "ă": "aâ", "â": "aă", "e": "ê", "ê": "e", "o": "ôơ", "ô": "oơ", "ơ": "oô"},
    **{"u": "ư", "ư": "u", "đ": "d", "d": "đ"},
}
SHAPES = {
    **{"b": "hl", "c": "eo", "e": "c", "g": "qy", "h": "bn", "i": "lj", "k": "h", "l": "i1"},
    **{"m": "nr", "n": "hru", "o": "c0", "p": "n", "q": "g", "r": "n", "s": "5", "t": "fl"},
    **{"u": "nv", "v": "uy", "x": "z", "y": "v", "ư": "v", "ơ": "d", "B": "8R", "C": "G", "D": "O0"},
    **{"E": "F", "G": "C6", "H": "N", "I": "1l", "K": "X", "L": "I", "M": "N", "N": "H", "O": "0Q"},
    **{"P": "F", "Q": "O", "R": "K", "S": "5", "T": "I7", "U": "V", "V": "U", "X": "K", "Y": "V"},
    **{"Đ": "D", "Ô": "O", "Ư": "U"},
}
DIGITS = {
    **{"0": "689", "1": "74", "2": "7", "3": "85", "4": "19", "5": "63", "6": "058", "7": "12"},
    **{"8": "3069", "9": "048"},
}
LETTERS = {"0": "OD", "1": "lI", "2": "Z", "5": "S", "6": "b", "8": "B"}


class Noise:
    """Misreads texts at one severity."""

    def __init__(self, rng: random.Random, severity: str) -> None:
        self._rng = rng
        self._rate = SEVERITIES[severity]

    def text(self, text: str) -> str:
        """Letters, and digits as they stand in addresses and dates; spaces get lost or put in."""
        if not self._rate:
            return text
        return "".join(
            self._misread(letter) if self._rng.random() < self._rate else letter for letter in text
        )

    def digits(self, text: str) -> str:
        if not self._rate:
            return text
        rate = self._rate * DIGITS_SPARED
        return "".join(self._misread_digit(one) if self._rng.random() < rate else one for one in text)

    def _misread(self, letter: str) -> str:
        if letter.isdigit():
            return self._misread_digit(letter) if self._rng.random() < DIGITS_SPARED else letter
        if letter == " ":
            return self._rng.choice(["", "", "", ".", "  "])
        if not letter.isalpha():
            return self._rng.choice(["", letter + " ", "."])
        luck = self._rng.random()
        if luck < 0.36:
            return self._other_tone(letter)
        if luck < 0.56:
            return self._pick(MARKS, letter)
        if luck < 0.86:
            return self._pick(SHAPES, letter)
        return self._rng.choice(["", "", letter * 2, letter + " "])

    def _misread_digit(self, digit: str) -> str:
        luck = self._rng.random()
        if luck < 0.72:
            return self._rng.choice(DIGITS.get(digit, digit))
        if luck < 0.88:
            return self._rng.choice(LETTERS.get(digit, digit))
        return self._rng.choice(["", "", digit * 2, digit + " "])

    def _other_tone(self, letter: str) -> str:
        """A vowel with another tone, or with none, the likelier if it had one; other letters as they look."""
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if base.lower() not in "aeiouy":
            return self._pick(SHAPES, letter)
        kept = "".join(mark for mark in marks if mark not in TONES)
        tone = "" if self._rng.random() < 0.4 else self._rng.choice(TONES)
        return unicodedata.normalize("NFC", base + kept + tone)

    def _pick(self, table: dict[str, str], letter: str) -> str:
        others = table.get(letter) or table.get(letter.lower())
        if not others:
            return letter
        other = self._rng.choice(others)
        return other.upper() if letter.isupper() else other


def without_marks(text: str) -> str:
    """As a form filled in without diacritics has it."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return bare.replace("đ", "d").replace("Đ", "D")
