"""Printed papers read back by poppler."""

from __future__ import annotations

import subprocess


def text_of(pdf: bytes) -> str:
    """What stands on the pages, line by line across columns, spaces and line ends as one space each."""
    command = ["pdftotext", "-layout", "-", "-"]
    told = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=180)
    return " ".join(told.stdout.decode().split())
