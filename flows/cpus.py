"""How many CPUs this process may really use: fewer than the machine has, in a container."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")


def available_cpus(cgroup: Path = CGROUP, own_groups: Path = OWN_GROUPS) -> int:
    """The CPUs of the process's affinity, or its cgroup's quota if that is less; at least 1.

    A quota of 1.5 CPUs counts as 1: a second OCR process would only make both wait.
    """
    allowed = len(os.sched_getaffinity(0))
    return max(1, int(min([allowed, *_quotas(cgroup, own_groups)])))


def _quotas(cgroup: Path, own_groups: Path) -> list[float]:
    """The quotas, in CPUs, of the process's group and of all groups around it (v2 and v1)."""
    quotas: list[float] = []
    for root, group in _groups(cgroup, own_groups):
        for folder in [group, *group.parents]:
            quotas += _quota(folder)
            if folder == root:
                break
    return quotas


def _groups(cgroup: Path, own_groups: Path) -> list[tuple[Path, Path]]:
    """(top folder, the process's own folder) in each hierarchy that can limit CPUs."""
    groups = []
    for line in _read(own_groups).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root = cgroup
        elif "cpu" in controllers.split(","):
            root = cgroup / controllers if (cgroup / controllers).is_dir() else cgroup / "cpu"
        else:
            continue
        # Within a container the path may be that of the host: then only the top folder is visible.
        group = root / path.strip("/")
        groups.append((root, group if group.is_dir() else root))
    return groups


def _quota(folder: Path) -> list[float]:
    quota, period = [*_read(folder / "cpu.max").split(), "", ""][:2]
    if not period:
        quota, period = (
            _read(folder / "cpu.cfs_quota_us").strip(),
            _read(folder / "cpu.cfs_period_us").strip(),
        )
    if not quota.isdigit() or not period.isdigit() or int(period) == 0:
        return []  # "max" (v2) and -1 (v1): no limit
    return [int(quota) / int(period)]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
