"""What clerks call a field: its own name, and whose it is."""

from __future__ import annotations

import functools
from importlib import resources

from models.page import Frozen
from models.yaml_file import read_yaml


class Captions(Frozen):
    """By role or table (`mother`, `members`), and by name of field: Vietnamese, English."""

    roles: dict[str, tuple[str, str]]
    fields: dict[str, tuple[str, str]]


def caption_of(field: str, language: int = 0) -> str:
    """`mother.full_name` as "Họ và tên (mẹ)"; `members.2.sex` as "Giới tính (thành viên 2)"; a field without
    a caption by its own name. `language`: 0 Vietnamese, 1 English."""
    captions = load_captions()
    role, _, name = field.rpartition(".")
    shown = captions.fields[name][language] if name in captions.fields else name
    return f"{shown} ({whose(role, language)})" if role else shown


def whose(role: str, language: int = 0) -> str:
    """`mother` as "mẹ", `members.2` as "thành viên 2"."""
    person, _, number = role.partition(".")
    roles = load_captions().roles
    return " ".join(filter(None, (roles[person][language] if person in roles else person, number)))


@functools.cache
def load_captions() -> Captions:
    return Captions.model_validate(read_yaml(resources.files("app.desk") / "captions.yaml"))
