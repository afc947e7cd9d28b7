"""What the QR code of a printed paper holds.

TT 01/2023/TT-VPCP asks for the codes of dossier, procedure and organisation or person, and the paper's name.
The person's number is left out: the organisation's code stands there, and an id that nobody can guess, under
which the audit log tells what was printed, by whom and about whom.
"""

from __future__ import annotations

import secrets

SEPARATOR = "|"


def new_print_id() -> str:
    return secrets.token_hex(16)


def code_of(print_id: str, *, title: str, dossier: str = "", procedure: str = "", office: str = "") -> str:
    """`dossier|procedure|office|name of the paper|id`."""
    parts = (dossier, procedure, office, title, print_id)
    return SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)
