"""A program of its own that opens a hostile PDF: `python untrusted_pdf.py VERB MEMORY FILE ...`.

It runs with bounded memory, may be killed at any moment, and imports nothing of Sohoa.

    count FILE MOST                  prints the number of pages; those beyond MOST are not looked for
    render FILE PAGE DPI SECONDS TO  renders one page (1-based) into the folder TO as a PPM file

Exit status: 0 done, 3 encrypted, 4 corrupt, 5 timed out, 6 rendered with syntax errors in the page;
anything else: failed.
"""

from __future__ import annotations

import resource
import sys

ENCRYPTED, CORRUPT, TIMED_OUT, COMPLAINED = 3, 4, 5, 6
UNPACKED_BYTES = 256 * 1024**2  # of one stream of objects


def main(arguments: list[str]) -> int:
    verb, memory, *rest = arguments
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _count(*rest) if verb == "count" else _render(*rest)


def _count(file: str, most: str) -> int:
    """The page tree's own count comes first: a tree may be drawn so that it unfolds to billions."""
    import pikepdf

    pikepdf.settings.set_qpdf_limits(flate_max_memory=UNPACKED_BYTES)
    try:
        with pikepdf.open(file, attempt_recovery=False, suppress_warnings=True) as pdf:
            declared = int(pdf.Root.Pages.Count)
            if declared <= int(most) and declared != len(pdf.pages):
                return CORRUPT
            print(declared)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except Exception:  # whatever the parser makes of hostile bytes
        return CORRUPT
    return 0


def _render(file: str, page: str, dpi: str, seconds: str, to: str) -> int:
    from pdf2image import convert_from_path
    from pdf2image.exceptions import PDFPopplerTimeoutError, PDFSyntaxError

    try:
        convert_from_path(
            file,
            dpi=int(dpi),
            first_page=int(page),
            last_page=int(page),
            output_folder=to,
            output_file="page",
            paths_only=True,
            use_cropbox=True,
            strict=True,
            timeout=int(seconds),
        )
    except PDFPopplerTimeoutError:
        return TIMED_OUT
    except PDFSyntaxError:
        return COMPLAINED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
