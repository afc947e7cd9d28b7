"""Imported by the process from which workers are forked: what each of them needs is read once and shared."""

from __future__ import annotations

from flows import link  # noqa: F401
from flows.workers import settle
from pipeline.matching.places import read_place

read_place("Xã")  # the gazetteer
settle()
