"""Every text of the pages is there in both languages, and is said somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import app.desk
from app.desk.pages import LANGUAGES, words

FOLDER = Path(app.desk.__file__).parent
SOURCES = "\n".join(
    file.read_text(encoding="utf-8") for file in sorted(FOLDER.rglob("*")) if file.suffix in (".py", ".html")
)
SAID = set(re.findall(r"""(?:\bt\(|\bsay\([^,()]*(?:\([^()]*\))?,\s*)"([\w.]+)"\s*[,)]""", SOURCES))
QUOTED = set(re.findall(r'"([a-z_]+\.[\w.]*)"', SOURCES))
BEGUN = set(re.findall(r'"([a-z_]+\.(?:[\w.]+\.)?)(?:"\s*~|{)', SOURCES))


def test_every_text_has_both_languages_with_the_same_gaps() -> None:
    for key, texts in words().items():
        assert len(texts) == len(LANGUAGES) and all(isinstance(one, str) and one.strip() for one in texts), (
            key
        )
        gaps = [set(re.findall(r"{(\w+)}", text)) for text in texts]
        assert gaps[0] == gaps[1], key


def test_every_text_that_is_said_exists() -> None:
    assert len(SAID) > 100
    assert SAID - words().keys() == set()
    for begun in BEGUN:
        assert any(key.startswith(begun) for key in words()), begun


def test_every_text_is_said() -> None:
    unsaid = {key for key in words() if key not in QUOTED and not key.startswith(tuple(BEGUN))}
    assert unsaid == set()
