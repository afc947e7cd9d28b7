"""One page looked at closely."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from tests.flows.kit import draw_page, marital_status, save_image, save_pdf, sohoa

STEPS = ["01-page", "02-print", "03-ink", "04-lines", "05-galley", "06-words", "07-unread"]


def test_a_page_is_read_and_its_steps_are_drawn(embedded: dict[str, str], tmp_path: Path) -> None:
    picture = save_image(tmp_path / "a.png", draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))
    done = sohoa(embedded, "page", picture, "--debug", tmp_path / "steps")
    assert done.returncode == 0, done.stderr
    assert "036190001234" in done.stdout
    assert "đọc được" in done.stdout
    steps = sorted((tmp_path / "steps").iterdir())
    assert [path.stem for path in steps] == STEPS
    drawn = {path.stem: Image.open(path) for path in steps}
    assert drawn["01-page"].size == (1240, 900)
    reds = {
        name: bool((np.asarray(image) == (230, 40, 40)).all(axis=2).any()) for name, image in drawn.items()
    }
    assert reds["04-lines"] and reds["06-words"]
    assert not reds["02-print"] and not reds["07-unread"]
    assert not Path(embedded["SOHOA_DATA_DIR"]).exists()


def test_any_page_of_a_file_can_be_asked_for(embedded: dict[str, str], tmp_path: Path) -> None:
    file = save_pdf(
        tmp_path / "b.pdf", [draw_page([]), draw_page(marital_status("TRẦN THỊ LÁ", "036190005678"))]
    )
    assert "trang trắng" in sohoa(embedded, "page", file).stdout
    assert "036190005678" in sohoa(embedded, "page", file, "--number", "2").stdout
    missing = sohoa(embedded, "page", file, "--number", "3")
    assert missing.returncode == 2
    assert "E400" in missing.stderr
