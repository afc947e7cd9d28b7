from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake.media import JPEG, PDF, PNG, TIFF, ZIP, media_type_of
from tests.pipeline.intake.builders import encoded, scan_image, scanned_pdf, zip_file


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG), ("TIFF", TIFF)])
def test_an_image_is_told_by_its_content(kind: str, media_type: str) -> None:
    assert media_type_of(encoded(scan_image(60, 80), kind)[:1024]) == media_type


@pytest.mark.parametrize("head", [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"])
def test_both_byte_orders_and_sizes_of_tiff(head: bytes) -> None:
    assert media_type_of(head) == TIFF


@pytest.mark.parametrize(("before", "media_type"), [(0, PDF), (1000, PDF), (1024, None)])
def test_the_pdf_header_stands_within_the_first_1024_bytes(before: int, media_type: str | None) -> None:
    assert media_type_of((b"\n" * before + b"%PDF-1.7\n")[:1024]) == media_type


def test_a_zip_of_scans_is_one_and_an_office_document_is_not(tmp_path: Path) -> None:
    scans = zip_file(tmp_path / "scans.zip", {"a.pdf": b"%PDF-"})
    letter = zip_file(tmp_path / "letter.zip", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    empty = zip_file(tmp_path / "empty.zip", {})
    assert media_type_of(scans.read_bytes()[:1024]) == ZIP
    assert media_type_of(letter.read_bytes()[:1024]) is None
    assert media_type_of(empty.read_bytes()[:1024]) == ZIP


@pytest.mark.parametrize("head", [b"", b"\0" * 100, b"GIF89a", b"BM", b"<html>", b"\xff\xd8"])
def test_anything_else_is_none_of_ours(head: bytes) -> None:
    assert media_type_of(head) is None


def test_a_scanned_pdf(tmp_path: Path) -> None:
    assert media_type_of(scanned_pdf(tmp_path / "a.txt").read_bytes()[:1024]) == PDF
