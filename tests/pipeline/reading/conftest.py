from __future__ import annotations

import pytest

from pipeline.reading.tesseract import TesseractEngine


@pytest.fixture(scope="session")
def tesseract() -> TesseractEngine:
    return TesseractEngine(timeout=60)
