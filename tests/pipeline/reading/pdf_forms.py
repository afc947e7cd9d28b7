"""PDF forms in the making: fields over a page, filled in, drawn or not."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

HEIGHT = 841.89  # points


def fill_in(
    file: Path, values: dict[str, tuple[float, float, str]], drawn: dict[str, str] | None = None
) -> None:
    """Add text fields to page 1: {name: (left, top, value)}, in points. `drawn`: what a viewer shows of a
    field, in letters of the old PDF fonts; what is not there is left to the viewer."""
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        )
        fonts = Dictionary(Font=Dictionary(Helv=font))
        fields = []
        for name, (left, top, value) in values.items():
            widget = pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    FT=Name.Tx,
                    T=String(name),
                    V=String(value),
                    Rect=Array([left, HEIGHT - top - 20, left + 250, HEIGHT - top]),
                    DA=String("/Helv 12 Tf 0 g"),
                    F=4,
                )
            )
            if drawn and name in drawn:
                text = f"/Tx BMC q BT /Helv 12 Tf 0 g 2 5 Td ({drawn[name]}) Tj ET Q EMC"
                look = pdf.make_stream(text.encode("latin-1"))
                look.Type, look.Subtype = Name.XObject, Name.Form
                look.BBox, look.Resources = Array([0, 0, 250, 20]), fonts
                widget.AP = Dictionary(N=look)
            fields.append(widget)
        pdf.pages[0].obj.Annots = Array(fields)
        pdf.Root.AcroForm = Dictionary(
            Fields=Array(fields), NeedAppearances=not drawn, DR=fonts, DA=String("/Helv 12 Tf 0 g")
        )
        pdf.save(file)


def sign(file: Path, *, signed: bool) -> None:
    """Add a signature field within another field, filled or not."""
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("signature")))
        if signed:
            field.V = pdf.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite")))
        parent = pdf.make_indirect(Dictionary(T=String("office"), Kids=Array([field])))
        pdf.Root.AcroForm = Dictionary(Fields=Array([parent]), SigFlags=3)
        pdf.save(file)
