"""A tesseract that crashes, hangs, prints rubbish or runs out of memory on page 17 of 60 costs that page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from PIL import Image

from tests.flows.kit import ROOT, SECONDS, draw_page, environment, exported, save_pdf, sohoa

PAGES, FAULTY = 60, 17
# What the faulty page of each scan says, and the error that it ends in. The one that hangs comes first: the
# others are read meanwhile.
FAULTS = {"treo": "E201", "chết": "E202", "nhảm": "E202", "nhớ": "E202"}
TIMEOUT = 60  # seconds for a page; the machine may be busy
# It reads the page first, to see what it says, and goes wrong but once.
TESSERACT = """#!/bin/sh
case "$*" in *--version*|*--list-langs*) exec {real} "$@";; esac
{real} "$@" || exit
says() {{ grep -q "$1" "$2.tsv" && mkdir "{folder}/$1" 2>/dev/null; }}
says chết "$2" && kill -SEGV $$
says treo "$2" && exec sleep 600
says nhảm "$2" && printf '\\377\\376 rubbish' > "$2.tsv"
says nhớ "$2" && ulimit -v 40000 && exec {real} "$@"
exit 0
"""
# The command itself with less patience.
IMPATIENT = f"""
from pipeline.reading.tesseract import TesseractEngine

TesseractEngine.__init__.__defaults__ = ({TIMEOUT}, *TesseractEngine.__init__.__defaults__[1:])
from app.cli import main
main()
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    programs, runs = tmp_path / "programs", tmp_path / "runs"
    programs.mkdir()
    runs.mkdir()
    program = programs / "tesseract"
    program.write_text(TESSERACT.format(real=shutil.which("tesseract"), folder=runs))
    program.chmod(0o755)
    return environment(tmp_path / "data", {"PATH": f"{programs}:{os.environ['PATH']}"})


def test_each_fault_costs_one_page_and_can_be_tried_again(env: dict[str, str], tmp_path: Path) -> None:
    for place, fault in enumerate(FAULTS):
        pages = [_page(number, fault, place) for number in range(1, PAGES + 1)]
        save_pdf(tmp_path / "in" / f"{place} {fault}.pdf", pages)
    command = [sys.executable, "-c", IMPATIENT, "digitise", str(tmp_path / "in"), "--batch", "lô"]
    first = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert first.returncode == 3, first.stderr
    read, failed = _ends(env)
    assert read == {f"{place} {fault}.pdf": PAGES - 1 for place, fault in enumerate(FAULTS)}
    assert failed == {
        f"{place} {fault}.pdf": [(FAULTY, code)] for place, (fault, code) in enumerate(FAULTS.items())
    }

    again = sohoa(env, "retry", "lô")
    assert again.returncode == 0, again.stderr
    read, failed = _ends(env)
    assert set(read.values()) == {PAGES}
    assert not failed


def _page(number: int, fault: str, place: int) -> Image.Image:
    """No two are alike, or they would be read only once: each line stands somewhere else."""
    page = draw_page([f"Trang này làm máy {fault}" if number == FAULTY else "Trang này không có gì lạ"])
    return page.rotate(0, translate=(number, 40 * place), fillcolor=255)


def _ends(env: dict[str, str]) -> tuple[Counter[str], dict[str, list[tuple[int, str]]]]:
    """By scan: how many pages were read, and which were not, with the error."""
    read: Counter[str] = Counter()
    failed: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in exported(env, "lô"):
        if error := row.get("error"):
            failed[row["source"]] += [(page, error) for page in row["pages"]]
        else:
            read[row["source"]] += len(row["pages"])
    return read, failed
