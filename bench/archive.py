"""Whether every archive copy is what the law asks: python -m bench.archive [DATA]

DATA is the data folder of a batch that was digitised (default: SOHOA_DATA_DIR or ./sohoa-data). Of each
archive PDF: an independent validator finds nothing against PDF/A-2b; poppler finds all the words in it that
were read; each JPEG of the original file is in it, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Pdf, PdfImage, Stream

from models.dossier import Manifest
from models.page import PageReading
from pipeline.keeping.pdf_a import violations

SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """What is true of one archive copy. `jpegs`: pages whose source is a JPEG; `same`: of those, how many are
    byte for byte in the copy."""

    valid: bool
    searchable: bool
    jpegs: int
    same: int

    @property
    def good(self) -> bool:
        return self.valid and self.searchable and self.same == self.jpegs


def check_all(objects: Path) -> dict[str, Finding]:
    """The findings by document id and version, for all in the folder of an object store."""
    manifests = sorted(objects.glob("documents/*/v*/manifest.json"))
    return {
        f"{manifest.document_id} {manifest.version}": check(objects, manifest)
        for manifest in (Manifest.model_validate_json(file.read_bytes()) for file in manifests)
    }


def check(objects: Path, manifest: Manifest) -> Finding:
    """What is true of the archive copy of one document."""
    archive, originals, pages, readings = (
        [objects / kept.key for kept in manifest.objects if part in kept.key]
        for part in ("/archive.pdf", "originals/", "pages/", "readings/")
    )
    sources = {_digest(jpeg) for file in originals for jpeg in _jpegs_of(file)}
    copied = {_digest(jpeg) for jpeg in _jpegs_of(archive[0])}
    jpegs = pages if sources else []  # a file of scans holds nothing but JPEGs, or none
    return Finding(
        valid=not violations(archive[0]),
        searchable=_words(readings) == sorted(_text(archive[0]).split()),
        jpegs=len(jpegs),
        same=sum(_digest(file.read_bytes()) in sources & copied for file in jpegs),
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _words(readings: list[Path]) -> list[str]:
    read = [PageReading.model_validate_json(file.read_bytes()) for file in readings]
    return sorted(part for reading in read for word in reading.words for part in word.text.split())


def _text(pdf: Path) -> str:
    command: list[str | Path] = ["pdftotext", "-raw", pdf, "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stdout.decode()


def _jpegs_of(file: Path) -> Iterator[bytes]:
    """A JPEG itself, or the JPEGs in a PDF, as they are."""
    with file.open("rb") as opened:
        head = opened.read(5)
    if head.startswith(b"\xff\xd8"):
        yield file.read_bytes()
    elif head == b"%PDF-":
        with Pdf.open(file) as pdf:
            for page in pdf.pages:
                for image in page.get_images().values():
                    if isinstance(image, Stream) and PdfImage(image).filters == ["/DCTDecode"]:
                        yield image.read_raw_bytes()


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SOHOA_DATA_DIR", "sohoa-data"))
    findings = check_all(data / "objects")
    if not findings:
        sys.exit(f"no archive copies in {data}")
    for name, finding in findings.items():
        if not finding.good:
            print(name, finding)
    found = findings.values()
    print(f"{len(found)} archive copies: {sum(each.valid for each in found)} valid PDF/A-2b, ", end="")
    print(f"{sum(each.searchable for each in found)} with all their words, ", end="")
    print(f"{sum(each.same for each in found)} of {sum(each.jpegs for each in found)} JPEG pages untouched")
    sys.exit(0 if all(each.good for each in found) else 1)


if __name__ == "__main__":
    main()
