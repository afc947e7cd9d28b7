"""How many wards are found in addresses that were misread, over all wards of both times.

    python -m bench.places [--every N] [--seed N]

Every ward's address is written in each way below and read again. `right`: exactly this ward; `several`: more
than one, this among them; `wrong`: another one alone; the rest names no ward. The noise is drawn here and is
nobody else's: one letter for another that looks like it, or for any other.
"""

from __future__ import annotations

import argparse
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from rapidfuzz.distance import Levenshtein

from models.places import Unit, gazetteer, locate, respell
from models.text import fold

LOOKALIKES = {
    **{
        "a": "oeu",
        "b": "h6",
        "c": "eo",
        "d": "cl",
        "e": "c",
        "g": "q9",
        "h": "bn",
        "i": "l1",
        "k": "h",
        "l": "i1",
    },
    **{
        "m": "nu",
        "n": "muh",
        "o": "ac0",
        "p": "F",
        "q": "g",
        "r": "n",
        "s": "5",
        "t": "l7f",
        "u": "nv",
        "v": "y",
    },
    **{"x": "k", "y": "v", "đ": "d"},
}
ABBREVIATIONS = {
    **{"Tỉnh ": "T. ", "Thành phố ": "TP. ", "Quận ": "Q. ", "Huyện ": "H. ", "Thị xã ": "TX. "},
    **{"Phường ": "P. ", "Xã ": "X. ", "Thị trấn ": "TT. "},
}
ANY = "abcdeghiklmnopqrstuvxy"
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
Writer = Callable[[list[Unit], random.Random], str]


def full(chain: list[Unit], rng: random.Random) -> str:
    return ", ".join(unit.full_name for unit in chain)


def abbreviated(chain: list[Unit], rng: random.Random) -> str:
    text = full(chain, rng)
    for word, short in ABBREVIATIONS.items():
        text = text.replace(word, short)
    return text


def bare(chain: list[Unit], rng: random.Random) -> str:
    return ", ".join(unit.full_name if unit.name.isdigit() else unit.name for unit in chain)


def with_street(chain: list[Unit], rng: random.Random) -> str:
    return f"Số {rng.randrange(1, 300)} Lê Lợi, {full(chain, rng)}"


def decomposed(chain: list[Unit], rng: random.Random) -> str:
    return unicodedata.normalize("NFD", full(chain, rng))


def in_capitals(chain: list[Unit], rng: random.Random) -> str:
    return full(chain, rng).upper()


def without_accents(chain: list[Unit], rng: random.Random) -> str:
    return fold(full(chain, rng))


def one_mark_lost(chain: list[Unit], rng: random.Random) -> str:
    text = unicodedata.normalize("NFD", full(chain, rng))
    places = [place for place, sign in enumerate(text) if sign in MARKS]
    place = rng.choice(places)
    return unicodedata.normalize("NFC", text[:place] + text[place + 1 :])


def one_letter_alike(chain: list[Unit], rng: random.Random) -> str:
    return _with_other_letter(full(chain, rng), rng, alike=True)


def one_letter_any(chain: list[Unit], rng: random.Random) -> str:
    return _with_other_letter(full(chain, rng), rng, alike=False)


def one_letter_in_ward(chain: list[Unit], rng: random.Random) -> str:
    ward, *above = chain
    return f"{ward.kind} {_with_other_letter(ward.name, rng, alike=False)}, {full(above, rng)}"


def one_letter_lost(chain: list[Unit], rng: random.Random) -> str:
    text = full(chain, rng)
    place = rng.choice(_letters(text))
    return text[:place] + text[place + 1 :]


def two_letters_any(chain: list[Unit], rng: random.Random) -> str:
    return _with_other_letter(one_letter_any(chain, rng), rng, alike=False)


def commas_lost(chain: list[Unit], rng: random.Random) -> str:
    return full(chain, rng).replace(",", "")


def one_space_lost(chain: list[Unit], rng: random.Random) -> str:
    text = full(chain, rng)
    place = rng.choice([place for place, sign in enumerate(text) if sign == " "])
    return text[:place] + text[place + 1 :]


def one_word_split(chain: list[Unit], rng: random.Random) -> str:
    text = full(chain, rng)
    place = rng.choice([p for p in _letters(text)[1:] if text[p - 1].isalpha()] or [len(text)])
    return f"{text[:place]} {text[place:]}"


def abbreviated_one_letter(chain: list[Unit], rng: random.Random) -> str:
    return _with_other_letter(abbreviated(chain, rng), rng, alike=False)


def _letters(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign.isalpha()]


def _with_other_letter(text: str, rng: random.Random, *, alike: bool) -> str:
    """One letter for another; a text without letters stays."""
    places = _letters(text)
    if not places:
        return text
    place = rng.choice(places)
    old = text[place]
    plain = fold(old)
    pool = LOOKALIKES.get(plain, ANY) if alike else ANY.replace(plain, "")
    new = rng.choice(pool)
    return text[:place] + (new.upper() if old.isupper() else new) + text[place + 1 :]


WAYS: tuple[Writer, ...] = (
    *(full, abbreviated, bare, with_street, decomposed, in_capitals, without_accents, one_mark_lost),
    *(one_letter_alike, one_letter_any, one_letter_in_ward, abbreviated_one_letter, one_letter_lost),
    *(two_letters_any, commas_lost, one_space_lost, one_word_split),
)


def chains() -> Iterator[list[Unit]]:
    """Every ward with the units above it, the ward first."""
    units = gazetteer().units
    for unit in units.values():
        if unit.level == "ward":
            chain = [unit]
            while chain[-1].parent:
                chain.append(units[chain[-1].parent])
            yield chain


def measure(way: Writer, addresses: list[list[Unit]], seed: int) -> tuple[Counter[str], float]:
    """What came of all addresses written one way, and the CPU seconds it took to read one."""
    rng = random.Random(f"{way.__name__} {seed}")
    texts = [way(chain, rng) for chain in addresses]
    begun = time.process_time()
    readings = [locate(text) for text in texts]
    seconds = (time.process_time() - begun) / len(texts)
    counts: Counter[str] = Counter()
    for (ward, *_), reading in zip(addresses, readings, strict=True):
        wards = [unit for unit in reading.candidates if unit.level == "ward"]
        if reading.unit == ward:
            counts["right"] += 1
        elif len(reading.candidates) > 1 and ward in wards:
            counts["several"] += 1
        elif reading.unit is not None and reading.level == "ward":
            counts["wrong"] += 1
    return counts, seconds


def measure_spelling(way: Writer, addresses: list[list[Unit]], seed: int) -> Counter[str]:
    """What putting addresses right did to them: `restored`, or `spoilt`, further from what it should be."""
    rng = random.Random(f"{way.__name__} {seed}")
    counts: Counter[str] = Counter()
    for chain in addresses:
        text, right = way(chain, rng), full(chain, rng)
        put = respell(text)
        counts["restored"] += put == right
        counts["spoilt"] += Levenshtein.distance(put, right) > Levenshtein.distance(text, right)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="only every Nth ward")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    addresses = list(chains())[:: asked.every]
    print(f"{len(addresses)} wards\n\n| written | right % | several % | wrong % | ms each |")
    print("|---|---|---|---|---|")
    for way in WAYS:
        counts, seconds = measure(way, addresses, asked.seed)
        shares = [100 * counts[key] / len(addresses) for key in ("right", "several", "wrong")]
        cells = [
            way.__name__.replace("_", " "),
            *(f"{share:.2f}" for share in shares),
            f"{1000 * seconds:.2f}",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
    print("\n| names put right | restored % | spoilt % |\n|---|---|---|")
    for way in (full, one_mark_lost, one_letter_alike, one_letter_any, one_letter_lost, two_letters_any):
        done = measure_spelling(way, addresses, asked.seed)
        shares = [100 * done[key] / len(addresses) for key in ("restored", "spoilt")]
        print(f"| {way.__name__.replace('_', ' ')} | {shares[0]:.2f} | {shares[1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
