"""What Sohoa asks of an OCR engine. Adding one is writing one class and running the contract test on it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.page import Word


class OcrEngine(Protocol):
    """Reads a block of text: level lines, one below the other, dark on white.

    `read` gives the words in the image's pixels, confidence 0 to 1, text NFC; with an `alphabet`, of capitals
    without accents, figures and signs, only what is written in it. It raises ReadingTimeoutError and
    EngineFailedError, and leaves no process behind.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]: ...
