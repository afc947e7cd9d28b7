"""What a file is, told by its content; its name proves nothing."""

from __future__ import annotations

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"
ZIP = "application/zip"

HEAD_BYTES = 1024  # the PDF header may stand anywhere within them

_SIGNATURES = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),  # BigTIFF
    (b"MM\0+", TIFF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # without members
)
# Word processors' files are ZIP inside; their first member tells them from a ZIP of scans.
_OFFICE = (
    b"mimetype",
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"word/",
    b"xl/",
    b"ppt/",
    b"META-INF/",
)


def media_type_of(head: bytes) -> str | None:
    """The media type of a file that begins with `head` (HEAD_BYTES of it), None if it is not one of ours."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return None if media_type == ZIP and _is_office(head) else media_type
    return PDF if b"%PDF-" in head else None


def _is_office(head: bytes) -> bool:
    length = int.from_bytes(head[26:28], "little")
    return head[30 : 30 + length].startswith(_OFFICE)
