"""An engine that misreads what a test wants it to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.page import Word
from pipeline.reading.tesseract import TesseractEngine


class Mistaken:
    """Tesseract that takes something for something else, but not when told which signs there are."""

    name, version = "mistaken", "1"

    def __init__(self, engine: TesseractEngine, mistake: Callable[[str], str]) -> None:
        self._engine = engine
        self._mistake = mistake

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        words = self._engine.read(image, dpi, alphabet)
        if alphabet:
            return words
        return [word.model_copy(update={"text": self._mistake(word.text)}) for word in words]
