"""CPUs: what the affinity allows and the quota leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.cpus import available_cpus


@pytest.fixture(autouse=True)
def eight_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def groups(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cgroup-of-process"
    path.write_text(text)
    return path


def test_without_cgroups_the_affinity_counts(tmp_path: Path) -> None:
    assert available_cpus(tmp_path, tmp_path / "missing") == 8


@pytest.mark.parametrize(
    ("limit", "cpus"),
    [("max 100000", 8), ("200000 100000", 2), ("150000 100000", 1), ("50000 100000", 1), ("", 8), ("5 0", 8)],
)
def test_quota_of_cgroup_2(tmp_path: Path, limit: str, cpus: int) -> None:
    write(tmp_path / "fs/unit/cpu.max", limit)
    assert available_cpus(tmp_path / "fs", groups(tmp_path, "0::/unit\n")) == cpus


def test_quota_of_a_group_around_ours(tmp_path: Path) -> None:
    write(tmp_path / "fs/machine/cpu.max", "300000 100000")
    write(tmp_path / "fs/machine/unit/cpu.max", "max 100000")
    assert available_cpus(tmp_path / "fs", groups(tmp_path, "0::/machine/unit\n")) == 3


def test_group_that_only_the_host_sees(tmp_path: Path) -> None:
    write(tmp_path / "fs/cpu.max", "400000 100000")
    assert available_cpus(tmp_path / "fs", groups(tmp_path, "0::/docker/4f2a\n")) == 4


@pytest.mark.parametrize(("quota", "cpus"), [("250000", 2), ("-1", 8)])
def test_quota_of_cgroup_1(tmp_path: Path, quota: str, cpus: int) -> None:
    write(tmp_path / "fs/cpu,cpuacct/unit/cpu.cfs_quota_us", quota)
    write(tmp_path / "fs/cpu,cpuacct/unit/cpu.cfs_period_us", "100000")
    process = groups(tmp_path, "5:cpuset:/\n3:cpu,cpuacct:/unit\n0::/\n")
    assert available_cpus(tmp_path / "fs", process) == cpus
