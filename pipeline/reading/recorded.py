"""An engine that plays back what another one read, so that tests and rehearsals need no Tesseract."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineFailedError
from models.page import Word
from pipeline.reading.engine import OcrEngine


class RecordedEngine:
    """Outputs by content of image, dpi and alphabet, a JSON file each in `folder`.

    With a `source` it reads by that and records; without one it only plays back, and what was never
    recorded raises EngineFailedError.
    """

    name = "recorded"

    def __init__(self, folder: Path, source: OcrEngine | None = None) -> None:
        self._folder = folder
        self._source = source

    @property
    def version(self) -> str:
        """The version of these recordings: what is in them."""
        names = sorted(path.name for path in self._folder.glob("*.json"))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        file = self._folder / f"{_key(image, dpi, alphabet)}.json"
        if self._source is not None and not file.exists():
            words = [word.model_dump(mode="json") for word in self._source.read(image, dpi, alphabet)]
            file.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        try:
            recorded = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise EngineFailedError() from None
        return [Word.model_validate(word) for word in recorded]


def _key(image: NDArray[np.uint8], dpi: int, alphabet: str) -> str:
    content = hashlib.sha256(f"{image.shape} {image.dtype} {dpi} {alphabet}\n".encode())
    content.update(np.ascontiguousarray(image).tobytes())
    return content.hexdigest()
