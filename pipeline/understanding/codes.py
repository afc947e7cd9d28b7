"""What the codes on an identity card say: its QR code, and the lines for machines on its back."""

from __future__ import annotations

from models.fields import KINDS
from models.forms import Form
from models.mrz import MachineZone, parse_mrz
from models.page import Code
from models.text import digits, fold


def said_by(code: Code, form: Form) -> dict[str, str]:
    """The values of the form's fields that a code proves; none where the form is no card's."""
    if not form.qr:
        return {}
    return _said_by_qr(code.text, form) if code.kind == "qr" else _said_by_lines(code, form)


def name_on(code: Code) -> str | None:
    """The name in the lines for machines, folded. No check digit covers it, and it has no accents."""
    zone = _zone(code)
    return fold(zone.name) if zone is not None and zone.name is not None else None


def _said_by_qr(text: str, form: Form) -> dict[str, str]:
    """Seven fields and more, parted by |."""
    parts = text.split("|")
    if len(parts) < len(form.qr) or len(digits(parts[0])) != 12:
        return {}
    said = {}
    for name, part in zip(form.qr, parts, strict=False):
        kind = form.kind_of(name)
        if kind in ("place", "name"):
            kind = "text"  # nothing in a code was misread, so nothing is put right
        value = KINDS[kind].clean(_with_slashes(part) if kind == "date" else part)
        if value is not None:
            said[name] = value
    return said


def _said_by_lines(code: Code, form: Form) -> dict[str, str]:
    zone = _zone(code)
    if zone is None:
        return {}
    said = {"personal_id": zone.personal_id, "date_of_birth": zone.date_of_birth.iso(), "sex": zone.sex}
    if zone.expires_on is not None:
        said["expires_on"] = zone.expires_on.iso()
    return {entry.field: said[entry.field] for entry in form.entries if entry.field in said}


def _zone(code: Code) -> MachineZone | None:
    first, *rest = code.text.split("\n") if code.kind == "mrz" else [""]
    return parse_mrz([first, rest[0]], rest[1]) if len(rest) == 2 else None


def _with_slashes(text: str) -> str:
    return f"{text[:2]}/{text[2:4]}/{text[4:]}" if len(text) == 8 and text.isdigit() else text
