"""DocCode, by which records systems know a document, and the names of files (công văn 7197/BKHCN-CĐSQG)."""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from importlib import resources
from typing import NamedTuple

from models.page import Frozen
from models.text import fold
from models.yaml_file import read_yaml

AGENCY = r"[A-Z][0-9]{2}(?:\.[0-9]{1,6}){0,3}"
BASE = rf"({AGENCY})_([^\W\d_][^\W_]{{0,7}})_([0-9]{{5,6}})"  # an example of the guidance has five figures
VERSION = r"_V([1-9][0-9]{0,3})"
LAST_NUMBER, LAST_VERSION = 999_999, 9999
_CODE = re.compile(f"{BASE}(?:{VERSION})?")
_FILE = re.compile(rf"(?P<code>{BASE}{VERSION})_(?P<day>[0-9]{{8}})_\w{{1,60}}\.\w{{2,5}}")


class DocCodeRules(Frozen):
    """`listed`: the guidance's kinds; `own`: ours, by type of paper; `lengths`: in letters, by element."""

    valid_from: dt.date
    listed: tuple[str, ...]
    own: dict[str, str]
    lengths: dict[str, int]
    required: tuple[str, ...]


class DocCode(NamedTuple):
    """`version`: 1 is the scan as it came, 2 its first correction; None: whichever is the newest."""

    agency: str
    kind: str
    number: int
    version: int | None = None

    def __str__(self) -> str:
        base = f"{self.agency}_{self.kind}_{self.number:06d}"
        return base if self.version is None else f"{base}_V{self.version}"

    def file_name(self, day: dt.date, what: str, ending: str) -> str:
        """CODE_YYYYMMDD_DESC.EXT. `what`: a caption, of which each word's letters are kept."""
        words = "".join(re.sub(r"\W", "", word).capitalize() for word in fold(what).split())
        return f"{self}_{day:%Y%m%d}_{words[:60] or 'TaiLieu'}.{ending}"


@functools.cache
def load_doc_code_rules() -> DocCodeRules:
    return DocCodeRules.model_validate(read_yaml(resources.files("models") / "data/doc_codes.yaml"))


def read_doc_code(text: str) -> DocCode | None:
    """None where it is no DocCode, or of a kind that nobody knows."""
    found = _CODE.fullmatch(unicodedata.normalize("NFC", text))
    rules = load_doc_code_rules()
    if found is None or found[2] not in {*rules.listed, *rules.own.values()} or int(found[3]) == 0:
        return None
    return DocCode(found[1], found[2], int(found[3]), int(found[4]) if found[4] else None)


def code_of_file(name: str) -> DocCode | None:
    """The DocCode of a file that is named as prescribed."""
    found = _FILE.fullmatch(unicodedata.normalize("NFC", name))
    if found is None:
        return None
    try:
        dt.datetime.strptime(found["day"], "%Y%m%d")
    except ValueError:
        return None
    return read_doc_code(found["code"])
