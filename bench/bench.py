"""Measure Sohoa against bare Tesseract and OCRmyPDF: the same pages, the same CPUs, in one run.

Whole commands are timed, from start to end. The contenders take turns, so that a machine that is busy for a
while is busy for all of them; the median of each is told.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import psutil
import typer
from PIL import Image

from flows.cpus import available_cpus
from models.errors import SohoaError
from pipeline.intake.collect import collect
from pipeline.intake.limits import Limits
from pipeline.intake.pages import count_pages, render_page
from pipeline.intake.receive import receive

ROOT = Path(__file__).parent.parent
SOHOA = Path(sys.executable).parent / "sohoa"
OCRMYPDF_BINARIES = ROOT / ".venv-bench" / "bin"
SAMPLE_SECONDS = 0.2
PR_SET_CHILD_SUBREAPER = 36  # of Linux
SYS_KCMP, KCMP_VM = 312, 1  # of Linux on x86-64: whether two processes have one memory
JPEG_QUALITY = 92
SMALL_FILE, LARGE_FILE = 50, 500  # pages


@dataclass(frozen=True)
class Contender:
    """A command; `{fresh}` in it and in its environment stands for a new empty folder for each run."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """`seconds` by the clock; `cpu` seconds of all its processes, which a busy machine changes little;
    `peak` bytes of the whole process tree, shared memory counted once (PSS)."""

    seconds: float
    cpu: float
    peak: int


def bench(
    folder: Annotated[Path, typer.Argument(help="Scans to measure with.")] = ROOT / "samples" / "dossiers",
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each contender; the median counts.")] = 3,
    memory: Annotated[
        bool,
        typer.Option("--memory", help="Compare Sohoa's memory on 50 and 500 pages instead (long)."),
    ] = False,
) -> None:
    """Time Sohoa, bare Tesseract and OCRmyPDF on the same pages."""
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as name:
        work = Path(name)
        pages = list(render_all(folder, work))
        typer.echo(f"{len(pages)} pages, {available_cpus()} CPUs, median of {repeat}\n")
        if memory:
            tell_memory(pages, work, repeat)
        else:
            tell_speed(folder, pages, work, repeat)


def tell_speed(folder: Path, pages: Sequence[Path], work: Path, repeat: int) -> None:
    """Print the table of the contenders on the same pages."""
    bare = tesseract(pages, work)
    as_installed = replace(bare, name="tesseract as installed", environment={})
    pdf = make_pdf(pages, work / "all.pdf")
    runs = compete([bare, as_installed, ocrmypdf(pdf), sohoa(folder)], repeat)
    clock, cpu = medians(runs[bare.name])
    typer.echo(
        "| | seconds (least to most) | pages/s | time | CPU time | peak memory |\n|---|---|---|---|---|---|"
    )
    for name, results in runs.items():
        seconds, cpu_seconds = medians(results)
        spread = f"{min(run.seconds for run in results):.1f} to {max(run.seconds for run in results):.1f}"
        ratios = f"{seconds / clock:.2f} × | {cpu_seconds / cpu:.2f} ×"
        speed = f"{len(pages) / seconds:.2f}"
        typer.echo(
            f"| {name} | {seconds:.1f} ({spread}) | {speed} | {ratios} | {peak_megabytes(results)} MB |"
        )


def tell_memory(pages: Sequence[Path], work: Path, repeat: int) -> None:
    """Print Sohoa's peak memory on a small and on a large file."""
    typer.echo("| pages in one file | seconds | peak memory |\n|---|---|---|")
    for length in (SMALL_FILE, LARGE_FILE):
        pdf = make_pdf(itertools.islice(itertools.cycle(pages), length), work / f"{length}.pdf")
        results = [run_once(sohoa(pdf)) for _ in range(repeat)]
        typer.echo(f"| {length} | {medians(results)[0]:.1f} | {peak_megabytes(results)} MB |")


def sohoa(path: Path) -> Contender:
    """The whole command, on a data folder that does not exist yet."""
    command = [str(SOHOA), "digitise", str(path.absolute()), "--batch", "bench"]
    return Contender("sohoa digitise", command, {"SOHOA_DATA_DIR": "{fresh}"})


def tesseract(pages: Sequence[Path], work: Path) -> Contender:
    """A process a page, as many at once as there are CPUs; with one thread each, which is its best. As it is
    installed each starts threads for all CPUs, and they wait for each other."""
    listing = work / "pages.txt"
    listing.write_text("".join(f"{page}\n" for page in pages))
    each = ["tesseract", "{}", "{}", "-l", "vie"]
    command = ["xargs", f"--arg-file={listing}", f"--max-procs={available_cpus()}", "-I{}", *each]
    return Contender("tesseract, one thread each", command, {"OMP_THREAD_LIMIT": "1"})


def ocrmypdf(pdf: Path) -> Contender:
    """All pages as one file, with the clean-up that office scans need, to the same kind of archive copy."""
    options = ["--deskew", "--rotate-pages", "--output-type", "pdfa"]
    options += ["--jobs", str(available_cpus()), "-l", "vie"]
    return Contender("ocrmypdf", [str(OCRMYPDF_BINARIES / "ocrmypdf"), *options, str(pdf), "{fresh}/out.pdf"])


def compete(contenders: Sequence[Contender], repeat: int) -> dict[str, list[Run]]:
    """The runs of each contender, taken in turns."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for _ in range(repeat):
        for contender in contenders:
            run = run_once(contender)
            typer.echo(f"{contender.name}: {run.seconds:.1f} s, {run.cpu:.1f} s of CPU", err=True)
            runs[contender.name].append(run)
    return runs


def run_once(contender: Contender) -> Run:
    """Run a contender to its end; exits with its output if it fails."""
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-run-") as fresh, tempfile.TemporaryFile() as output:
        command = [part.replace("{fresh}", fresh) for part in contender.command]
        environment = {name: text.replace("{fresh}", fresh) for name, text in contender.environment.items()}
        start, cpu = time.monotonic(), cpu_of_children()
        with orphans_awaited():
            process = subprocess.Popen(
                command, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            peak = watch_memory(process)
            seconds = time.monotonic() - start
        if process.returncode != 0:
            output.seek(0)
            typer.echo(output.read().decode(errors="replace")[-4000:], err=True)
            sys.exit(f"{contender.name} failed")
        return Run(seconds, cpu_of_children() - cpu, peak)


@contextlib.contextmanager
def orphans_awaited() -> Iterator[None]:
    """Within, processes that a command leaves to end by themselves are waited for, so that their CPU time
    counts."""
    others, libc = set(psutil.Process().children()), ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
        for orphan in set(psutil.Process().children()) - others:
            os.waitpid(orphan.pid, 0)
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def watch_memory(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process; returns the most memory it and its descendants held, in bytes."""
    peak = 0
    while True:
        try:
            process.wait(SAMPLE_SECONDS)
        except subprocess.TimeoutExpired:
            peak = max(peak, tree_memory(process.pid))
        else:
            return peak


def tree_memory(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        return sum(map(own_memory, [root, *root.children(recursive=True)]))
    except psutil.Error:
        return 0  # it has just ended


def own_memory(process: psutil.Process) -> int:
    """Bytes; none for a child that is about to become another program, which until then has its parent's."""
    try:
        if _has_parents_memory(process):
            return 0
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def _has_parents_memory(process: psutil.Process) -> bool:
    return bool(ctypes.CDLL(None).syscall(SYS_KCMP, process.pid, process.ppid(), KCMP_VM) == 0)


def render_all(folder: Path, work: Path) -> Iterator[Path]:
    """Each page below `folder` as an image file with its resolution; what Sohoa refuses is left out."""
    limits, numbers = Limits(), itertools.count(1)
    for found in collect([folder], limits):
        file = work / "file"
        file.unlink(missing_ok=True)
        try:
            if found.error is not None:
                raise found.error
            media_type = receive(found.path, found.member, file, limits).media_type
            for number in range(1, count_pages(file, media_type, limits) + 1):
                page = render_page(file, media_type, number, limits)
                target = work / f"{next(numbers):05d}.jpg"
                Image.fromarray(page.pixels[:, :, ::-1]).save(
                    target, quality=JPEG_QUALITY, dpi=(page.dpi, page.dpi)
                )
                yield target
        except SohoaError as error:
            typer.echo(f"left out: {error.code}", err=True)


def make_pdf(pages: Iterable[Path], target: Path) -> Path:
    """One PDF of page images, each in its true size."""
    names = "\0".join(map(str, pages)).encode()
    command = [str(OCRMYPDF_BINARIES / "img2pdf"), "--from-file", "-", "--output", str(target)]
    subprocess.run(command, input=names, check=True)
    return target


def medians(runs: Sequence[Run]) -> tuple[float, float]:
    """Seconds by the clock, and of CPUs."""
    return statistics.median(run.seconds for run in runs), statistics.median(run.cpu for run in runs)


def peak_megabytes(runs: Sequence[Run]) -> int:
    return max(run.peak for run in runs) // 1_000_000


if __name__ == "__main__":
    typer.run(bench)
