"""Names that the paper says twice: under the signature, in its first sentence, in the name of a business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from models.text import same_key

_PUNCTUATION = ".,:;()"


def names_said_again(doc: Doc, names: Mapping[str, Sequence[Token]]) -> set[str]:
    """Which of `names` (field, its tokens) stand elsewhere in `doc` too, accent by accent.

    The other place must end with the name: what was cut off there would make another person.
    """
    keys = [same_key(token.text.strip(_PUNCTUATION)) for token in doc]
    again = set()
    for field, tokens in names.items():
        own = {token.i for token in tokens}
        words = [keys[token.i] for token in tokens if keys[token.i]]
        if any(own.isdisjoint(range(at, at + len(words))) for at in _places(doc, keys, words)):
            again.add(field)
    return again


def _places(doc: Doc, keys: list[str], words: list[str]) -> list[int]:
    """Where `words` stand on one line with nothing behind them that could belong to the name."""
    size = len(words)
    return [
        at
        for at in range(len(keys) - size + 1 if size > 1 else 0)
        if keys[at] == words[0] and keys[at : at + size] == words and _ends_at(doc, at, at + size)
    ]


def _ends_at(doc: Doc, start: int, end: int) -> bool:
    last = doc[end - 1]
    if doc[start]._.segment != last._.segment:
        return False
    if end == len(doc) or doc[end]._.segment != last._.segment or last.text[-1] in _PUNCTUATION:
        return True
    return not doc[end].text[0].isalnum() or doc[end].text.islower()
