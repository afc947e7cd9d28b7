"""The metadata of an archive PDF: what PDF/A asks, and the elements of the Vietnamese archive in a schema of
their own, which PDF/A wants described in the file (ISO 19005-2, 6.6.2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from pikepdf import Pdf

NAMESPACE, PREFIX = "urn:sohoa:archive:1#", "archive"
_END = b"</rdf:RDF>"
_PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>{name}</pdfaProperty:description></rdf:li>"
)
_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>7197/BKHCN-CĐSQG</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
)
_ELEMENTS = '<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">{elements}</rdf:Description>\n'


def add_elements(pdf: Pdf, elements: Mapping[str, str]) -> None:
    """Add elements, text by name, to the metadata that the PDF has."""
    if not elements:
        return
    properties = "".join(_PROPERTY.format(name=name) for name in elements)
    schema = _SCHEMA.format(namespace=NAMESPACE, prefix=PREFIX, properties=properties)
    told = _ELEMENTS.format(prefix=PREFIX, namespace=NAMESPACE, elements="".join(_tags(elements.items())))
    before, end, after = pdf.Root.Metadata.read_bytes().rpartition(_END)
    pdf.Root.Metadata.write(before + (schema + told).encode() + end + after)


def _tags(elements: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, text in elements:
        yield f"<{PREFIX}:{name}>{escape(text)}</{PREFIX}:{name}>"
