"""Whether a file is PDF/A-2b, as an independent validator sees it."""

from __future__ import annotations

from pathlib import Path

import page as validator


def violations(file: Path) -> list[str]:
    """The rules of ISO 19005-2, level B, that the file breaks, by the validator's ids; none for PDF/A-2b."""
    report = validator.validate_pdf_bytes(file.read_bytes(), profile=validator.ValidationProfile.PDF_A_2B)
    return [f"{found.rule_id} {found.message}" for found in report.failures]
