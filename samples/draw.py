"""Draw synthetic dossiers with their truth and a register: python -m samples.draw OUT --seed N --dossiers N

OUT/dossiers/ gets the scans, OUT/truth.jsonl one line a document, OUT/register.csv the citizens known before.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from samples.layout import draw_paper
from samples.plan import Dossier, Plan, ScanFile, make_plan
from samples.register import write_register
from samples.wear import LEVELS, WEAR, drain, punch_holes, scan
from samples.write import write_scan, write_zip


def draw_file(file: ScanFile) -> list[Image.Image]:
    """The scanned pages of a file, in order."""
    clean: list[Image.Image] = []
    for at, paper in enumerate(file.papers):
        clean += draw_paper(paper, file.dpi, random.Random(f"layout/{file.seed}/{at}"))
    rng = random.Random(f"wear/{file.seed}")
    tone = rng.randrange(2**32)
    empty = {page for paper, pages in file.places() if not paper.blocks for page in pages}
    holes = rng.random() < 0.4
    scanned = []
    for number, page in enumerate(clean, start=1):
        # An empty back shows the page before it, a printed page the one behind it.
        other = clean[number - 2] if number in empty else clean[number % len(clean)]
        image = scan(page, other if len(clean) > 1 else None, file.level, file.dpi, rng)
        if (holes or number in empty) and file.level != "photo" and image.height > image.width:
            punch_holes(image, file.dpi, rng)
        image = drain(image, file.dpi, random.Random(tone))
        scanned.append(image.rotate(file.turned.get(number, 0), expand=True))
    return scanned


def draw_dossier(dossier: Dossier, folder: Path) -> None:
    """Write a dossier as a file, a folder or a ZIP archive below `folder`."""
    place = folder if dossier.shape == "file" else folder / dossier.name
    place.mkdir(parents=True, exist_ok=True)
    for file in dossier.files:
        write_scan(place / file.name, draw_file(file), file.dpi, WEAR[file.level].quality)
    if dossier.shape == "zip":
        write_zip(folder / f"{dossier.name}.zip", place)
        shutil.rmtree(place)


def write_truth(plan: Plan, path: Path) -> None:
    lines = [json.dumps(document, ensure_ascii=False) for document in plan.truth()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m samples.draw", description="Draw synthetic dossiers.")
    parser.add_argument(
        "out", type=Path, metavar="OUT", help="folder for dossiers/, truth.jsonl and register.csv"
    )
    parser.add_argument(
        "--seed", type=int, default=192, help="the same seed draws the same set (default 192)"
    )
    parser.add_argument("--dossiers", type=int, default=13, help="how many (default 13)")
    parser.add_argument("--level", choices=LEVELS, help="one level for all; without it they come in turn")
    options = parser.parse_args(arguments)
    plan = make_plan(options.seed, options.dossiers, options.level)
    folder = options.out / "dossiers"
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    for dossier in plan.dossiers:
        draw_dossier(dossier, folder)
    write_truth(plan, options.out / "truth.jsonl")
    write_register(options.out / "register.csv", plan.register)
    print(
        f"{len(plan.dossiers)} dossiers, {len(list(plan.truth()))} documents, {len(plan.register)} citizens"
    )


if __name__ == "__main__":
    main()
