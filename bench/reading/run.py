"""Measure how pages are read, on drawn ones: ./run bench reading characters | confidence | cards

characters   share of characters read at every level of wear, and the character error rate of prose
confidence   how often words of each confidence are right; --fit fits the curve anew on another seed
cards        QR codes and lines for machines of identity cards
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bench.reading.cards import read_cards
from bench.reading.curve import Knot, draw_reliability, fit, reliability
from bench.reading.pages import sample_pages
from bench.reading.readings import Sample, read_samples
from bench.reading.score import Judged, character_error_rate, characters_read, judge_words
from models.confidence import chance_right
from pipeline.reading.read import SETTINGS
from pipeline.reading.tesseract import TesseractEngine
from samples.wear import LEVELS

ROOT = Path(__file__).parent.parent.parent
CURVE, PICTURE = ROOT / "models" / "data" / "confidence.yaml", ROOT / "docs" / "confidence.svg"
SURE = 0.99
app = typer.Typer(add_completion=False, help=__doc__, rich_markup_mode=None)
Seed = Annotated[int, typer.Option(help="Another seed is other pages.")]
Pages = Annotated[int, typer.Option(min=3, help="Pages a level, every third of them prose.")]


@app.command()
def characters(seed: Seed = 32, pages: Pages = 15) -> None:
    """Characters read, and the error rate of prose."""
    tell_characters(list(read_samples(sample_pages(seed, pages))))


def tell_characters(samples: list[Sample]) -> None:
    typer.echo("| level | characters read | on forms and cards | on prose | error rate of prose |")
    typer.echo("|---|---|---|---|---|")
    for level in (*LEVELS, "all"):
        kinds: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        rates = []
        for page, reading in samples:
            if level in (page.level, "all"):
                kinds[page.kind].append(characters_read(page.truth, reading.text()))
                if page.kind == "prose":
                    rates.append(character_error_rate(page.truth, reading.text()))
        cells = [kinds["form"] + kinds["prose"], kinds["form"], kinds["prose"]]
        shares = [f"{_percent(cell):.2f} %" for cell in cells]
        typer.echo(f"| {level} | {' | '.join(shares)} | {100 * statistics.mean(rates):.2f} % |")


def _percent(counts: list[tuple[int, int]]) -> float:
    return 100 * sum(right for right, _ in counts) / sum(every for _, every in counts)


@app.command()
def confidence(
    seed: Seed = 32,
    pages: Pages = 15,
    fitted: Annotated[bool, typer.Option("--fit", help=f"Write {CURVE.name} anew, from --seed.")] = False,
) -> None:
    """How often words of each confidence are right."""
    samples = read_samples(sample_pages(seed, pages))
    judged = [word for page, reading in samples for word in judge_words(page.truth, reading.words)]
    if fitted:
        write_curve(fit(judged))
    else:
        tell_reliability(judged)
        draw(judged, PICTURE)


def write_curve(knots: list[Knot]) -> None:
    engine = TesseractEngine()
    head = (
        "# Of words that the engine was so sure of, the share that is right on drawn pages:\n"
        "# ./run bench reading confidence --fit --seed 31\n"
    )
    values = {
        "valid_from": dt.datetime.now(tz=dt.UTC).date(),
        "engine": f"{engine.name} {engine.version} vie, {SETTINGS}",
        "knots": [list(knot) for knot in knots],
    }
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, default_flow_style=None)
    CURVE.write_text(head + text, encoding="utf-8")


def tell_reliability(judged: list[Judged]) -> None:
    said = [chance_right(word.confidence) for word in judged]
    typer.echo("| said to be right | words | right |\n|---|---|---|")
    for part in reliability(said, [word.right for word in judged]):
        typer.echo(f"| {100 * part.said:.1f} % | {part.words:,} | {100 * part.right:.1f} % |")
    sure = [word.right for word, chance in zip(judged, said, strict=True) if chance >= SURE]
    typer.echo(
        f"\nsaid to be right by {SURE:.0%} and more: {len(sure):,} words, {statistics.mean(sure):.2%} right"
    )


def draw(judged: list[Judged], target: Path) -> None:
    right = [word.right for word in judged]
    lines = {
        "calibrated": reliability([chance_right(word.confidence) for word in judged], right),
        "as the engine says": reliability([word.confidence for word in judged], right),
    }
    draw_reliability(target, lines)


@app.command()
def cards(seed: Seed = 1, count: Annotated[int, typer.Option(min=1)] = 60) -> None:
    """QR codes and lines for machines."""
    read = read_cards(seed, count)
    typer.echo(
        "| level | cards | QR read | wrong | lines for machines read | wrong |\n|---|---|---|---|---|---|"
    )
    for level in (*LEVELS, "all"):
        own = [card for card in read if level in (card.level, "all")]
        counts = [
            sum(getattr(card, kind) == verdict for card in own)
            for kind in ("qr", "mrz")
            for verdict in ("right", "wrong")
        ]
        typer.echo(f"| {level} | {len(own)} | {' | '.join(map(str, counts))} |")


if __name__ == "__main__":
    app()
