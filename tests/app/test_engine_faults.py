"""A tesseract that crashes, hangs, prints rubbish or runs out of memory on a page costs that page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.kit import ROOT, SECONDS, draw_page, environment, exported, marital_status, save_pdf, sohoa

PAGES = 60
TIMEOUT = 30  # seconds for a page; the machine may be busy
# Runs for pages are counted; these go wrong, each in its own way.
TESSERACT = """#!/bin/sh
case "$*" in *--version*|*--list-langs*) exec {real} "$@";; esac
number=1
while ! mkdir {folder}/$number 2>/dev/null; do number=$((number + 1)); done
case $number in
    5) kill -SEGV $$;;
    9) exec sleep 600;;
    13) printf '\\377\\376 rubbish' > "$2.tsv"; exit 0;;
    17) ulimit -v 40000; exec {real} "$@";;
esac
exec {real} "$@"
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
    pages = [draw_page(marital_status("NGUYỄN THỊ HOA", f"0361900{n:05d}")) for n in range(PAGES)]
    save_pdf(tmp_path / "in" / "quét.pdf", pages)
    command = [sys.executable, "-c", IMPATIENT, "digitise", str(tmp_path / "in"), "--batch", "lô"]
    first = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert first.returncode == 3, first.stderr
    assert f"đủ: vào {PAGES}, đã rõ kết quả {PAGES}" in first.stdout
    assert "E201  1 ×" in first.stdout
    assert "E202  3 ×" in first.stdout
    assert _pages_read(env) == PAGES - 4

    again = sohoa(env, "retry", "lô")
    assert again.returncode == 0, again.stderr
    assert _pages_read(env) == PAGES


def _pages_read(env: dict[str, str]) -> int:
    return sum(len(row["pages"]) for row in exported(env, "lô") if not row.get("error"))
