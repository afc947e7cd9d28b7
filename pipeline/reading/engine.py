"""What Sohoa asks of an OCR engine. Adding one is writing one class and running the contract test on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.page import Word


@dataclass(frozen=True)
class EngineOutput:
    """`words` in the image's pixels, confidence 0 to 1, text NFC; `text_pdf`: the engine's own, if any."""

    words: list[Word] = field(default_factory=list)
    text_pdf: bytes | None = None


class OcrEngine(Protocol):
    """Reads a block of text: level lines, one below the other, dark on white.

    `read` raises ReadingTimeoutError and EngineFailedError, and leaves no process behind.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, image: NDArray[np.uint8], dpi: int) -> EngineOutput: ...
