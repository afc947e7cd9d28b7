"""A finder for each process that looks people up: one connection for all its batches."""

from __future__ import annotations

import functools
from contextlib import ExitStack

from flows.settings import Settings
from flows.workers import settle
from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.keeping.records.lookup import RegisterLookup
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person
from pipeline.matching.person import NORM_VERSION

_opened = ExitStack()


@functools.cache
def process_lookup() -> RegisterLookup:
    """The register of the settings in the environment. Errors: RegisterKeysError."""
    records = Records(Settings.from_environment().database_url)
    _opened.callback(records.close)
    records.check_keys(NORM_VERSION)
    return _opened.enter_context(records.register_lookup())


@functools.cache
def process_finder() -> Finder:
    finder = Finder(load_matching(Settings.from_environment().weights), process_lookup())
    finder.find(read_person({"residence": "Xã"}), "standard")  # the gazetteer is read
    settle()
    return finder


def close_finder() -> None:
    """For the process that goes on: a few persons are looked for by this one itself."""
    process_finder.cache_clear()
    process_lookup.cache_clear()
    _opened.close()
