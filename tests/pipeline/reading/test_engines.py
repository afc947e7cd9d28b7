"""What every engine must do, run on every engine there is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineFailedError
from models.text import clean
from pipeline.reading.engine import OcrEngine
from pipeline.reading.recorded import RecordedEngine
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, letter, pixels

BLOCK = pixels(letter(LINES[:2]))[:400].max(axis=2)
SIGNS = pixels(letter(("IDVNM0650000405035065000040<<9",), family="Liberation Mono"))[:300].max(axis=2)
WHITE = np.full((200, 300), 255, np.uint8)


@pytest.fixture(scope="module", params=["tesseract", "recorded"])
def engine(
    request: pytest.FixtureRequest, tesseract: TesseractEngine, tmp_path_factory: pytest.TempPathFactory
) -> OcrEngine:
    if request.param == "tesseract":
        return tesseract
    folder = tmp_path_factory.mktemp("recordings")
    recorder = RecordedEngine(folder, tesseract)
    for image in (BLOCK, WHITE):
        recorder.read(image, 300)
    recorder.read(SIGNS, 300, "0123456789IDVNM<")
    return RecordedEngine(folder)


class TestEveryEngine:
    def test_is_named_and_versioned(self, engine: OcrEngine) -> None:
        assert engine.name
        assert engine.version

    def test_reads_vietnamese_line_by_line(self, engine: OcrEngine) -> None:
        words = engine.read(BLOCK, 300)
        lines = [
            [word.text for word in words if word.line == line] for line in sorted({w.line for w in words})
        ]
        assert [" ".join(line) for line in lines] == list(LINES[:2])

    def test_words_are_clean_sure_and_inside_the_image(self, engine: OcrEngine) -> None:
        words = engine.read(BLOCK, 300)
        assert words
        for word in words:
            assert word.text == clean(word.text) != ""
            assert 0 <= word.confidence <= 1
            assert 0 <= word.box.left < word.box.right <= BLOCK.shape[1]
            assert 0 <= word.box.top < word.box.bottom <= BLOCK.shape[0]
            assert (BLOCK[word.box.top : word.box.bottom, word.box.left : word.box.right] < 128).any()

    def test_reads_only_the_signs_it_is_told(self, engine: OcrEngine) -> None:
        words = engine.read(SIGNS, 300, "0123456789IDVNM<")
        assert "".join(word.text for word in words) == "IDVNM0650000405035065000040<<9"

    def test_finds_nothing_on_white(self, engine: OcrEngine) -> None:
        assert engine.read(WHITE, 300) == []

    def test_reads_the_same_image_the_same_way(self, engine: OcrEngine) -> None:
        assert engine.read(BLOCK, 300) == engine.read(BLOCK, 300)


def test_an_image_taller_than_tesseract_takes_is_read_in_parts(tesseract: TesseractEngine) -> None:
    """A page of pure noise gave one of 33,000 pixels."""
    height, width = BLOCK.shape
    tall = np.full((33_000, width), 255, np.uint8)
    tall[:height], tall[-height:] = BLOCK, BLOCK
    words, once = tesseract.read(tall, 300), tesseract.read(BLOCK, 300)
    assert [word.text for word in words] == 2 * [word.text for word in once]
    assert len({word.line for word in words}) == 2 * len({word.line for word in once})
    for word in words:
        inside = tall[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert (inside < 128).any()


def test_playing_back_what_was_never_recorded_fails(tmp_path: Path) -> None:
    with pytest.raises(EngineFailedError):
        RecordedEngine(tmp_path).read(WHITE, 300)


def test_a_damaged_recording_fails(tmp_path: Path, tesseract: TesseractEngine) -> None:
    RecordedEngine(tmp_path, tesseract).read(WHITE, 300)
    next(tmp_path.glob("*.json")).write_text("[")
    with pytest.raises(EngineFailedError):
        RecordedEngine(tmp_path).read(WHITE, 300)
