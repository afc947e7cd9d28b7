"""Finding what a clerk handed in: every file once, and a reason for each that cannot be used."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from models.errors import (
    InputError,
    NoPagesError,
    NothingFoundError,
    SohoaError,
    UnreadableFileError,
)
from pipeline.intake.archives import list_members
from pipeline.intake.limits import Limits
from pipeline.intake.media import HEAD_BYTES, ZIP, media_type_of
from pipeline.intake.names import is_litter, shown_name
from pipeline.intake.opening import open_untrusted, settle


@dataclass(frozen=True)
class Found:
    """One file to digitise, or the reason why it cannot be.

    `dossier`: the first folder below what was handed in, else the file's own name without its ending;
    `name`: what the clerk sees, from the dossier's folder on ("archive.zip/inner/name.pdf" for the
    member of a ZIP); both NFC and valid UTF-8. `path`: absolute, as the file system spells it;
    `member`: as the ZIP spells it.
    """

    dossier: str
    name: str
    path: Path
    member: str | None = None
    error: SohoaError | None = None


@dataclass(frozen=True)
class _Place:
    """A file or folder met on the way. `parts`: its way from the dossier's folder, without the dossier."""

    path: Path
    dossier: str | None = None
    parts: tuple[str, ...] = ()

    def found(self, *, error: InputError | None = None) -> Found:
        return _found(self.path, self.dossier, self.parts, error=error)

    def below(self, name: str) -> _Place:
        return _Place(self.path / name, self.dossier, (*self.parts, name))


def collect(paths: Sequence[Path], limits: Limits) -> Iterator[Found]:
    """All files in `paths` (files, folders, ZIP archives), in an order that does not depend on the disk.

    Each is found once, however often and from wherever `paths` name it. Hidden files and what operating
    systems leave behind are passed over. Raises NothingFoundError if a path does not exist or if nothing
    at all was found.
    """
    seen: set[Path] = set()
    starts = sorted({_absolute(path) for path in paths}, key=os.fsencode)
    for start in starts:
        if not os.path.lexists(start):
            raise NothingFoundError()
    for start in starts:
        yield from _unseen(_walk(start, limits), seen)
    if not seen:
        raise NothingFoundError()


def _absolute(path: Path) -> Path:
    """Absolute without links on the way, so that two ways to one file are seen to be one; the last part
    stays as it is, for a link handed in is not followed."""
    parent, name = os.path.split(os.path.abspath(path))
    return Path(os.path.realpath(parent), name)


def _unseen(founds: Iterator[Found], seen: set[Path]) -> Iterator[Found]:
    before = frozenset(seen)
    for found in founds:
        if found.path not in before:
            seen.add(found.path)
            yield found


def _walk(start: Path, limits: Limits) -> Iterator[Found]:
    """What is in `start`: a folder's and a ZIP's first level are the dossiers, a file is one itself."""
    if not _is_folder(start):
        yield from _look_at(_Place(start, None, (start.name,)), limits)
        return
    waiting = [_Place(start)]
    while waiting:  # no recursion: folders may be nested deeper than Python's stack
        place = waiting.pop()
        if not _is_folder(place.path):
            yield from _look_at(place, limits)
            continue
        try:
            names = sorted(os.listdir(place.path), key=os.fsencode, reverse=True)
        except OSError:
            yield place.found(error=UnreadableFileError())
            continue
        waiting += [_enter(place, name) for name in names if not is_litter(name)]


def _enter(place: _Place, name: str) -> _Place:
    below = place.below(name)
    starts_dossier = place.dossier is None and _is_folder(below.path)
    return _Place(below.path, name, ()) if starts_dossier else below


def _look_at(place: _Place, limits: Limits) -> Iterator[Found]:
    """What is at `place`, which is no folder: one Found, or those of all members if it is a ZIP."""
    try:
        with open_untrusted(place.path) as file:
            if media_type_of(file.read(HEAD_BYTES)) != ZIP:
                members = None
            else:
                settle(file, limits.settle_seconds)
                members = list_members(file, limits)
    except InputError as error:
        yield place.found(error=error)
        return
    except OSError:
        yield place.found(error=UnreadableFileError())
        return
    if members is None:
        yield place.found()
    else:
        yield from _look_into(place, members)


def _look_into(place: _Place, members: list[tuple[str, str, InputError | None]]) -> Iterator[Found]:
    empty = True
    for member, shown, error in sorted(members, key=_first):
        inner = PurePosixPath(shown).parts
        if any(map(is_litter, inner)):
            continue
        empty = False
        own_folder = inner[0] if len(inner) > 1 else None
        dossier = place.dossier or own_folder  # at the top a ZIP is like a folder
        yield _found(place.path, dossier, (*place.parts, *inner), member=member, error=error)
    if empty:
        yield place.found(error=NoPagesError())


def _first(member: tuple[str, str, InputError | None]) -> str:
    return member[0]


def _found(
    path: Path,
    dossier: str | None,
    parts: tuple[str, ...],
    *,
    member: str | None = None,
    error: InputError | None = None,
) -> Found:
    """A file without a folder of its own is a dossier of its own."""
    own = PurePosixPath(parts[-1]).stem if parts else path.name
    name = "/".join(parts) or path.name
    return Found(shown_name(dossier or own), shown_name(name), path, member, error)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder itself, not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
