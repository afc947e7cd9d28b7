"""Work on a stream in worker processes, in order, with few batches under way."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import forkserver, get_context
from typing import TypeVar

from flows.cpus import available_cpus

T = TypeVar("T")
U = TypeVar("U")
UNDER_WAY = 3  # batches for each worker: one in work, one that waits, one that is done
# Workers are forked from a process without threads, which read once what all of them need.
_WORKERS = get_context("forkserver")
_WORKERS.set_forkserver_preload(["__main__", "flows.preloaded"])


def batches_of(items: Iterable[T], size: int) -> Iterator[list[T]]:
    items = iter(items)
    while batch := list(islice(items, size)):
        yield batch


def settle() -> None:
    """What was read so far stays, and little that is made from now on is waste that counting references does
    not find: looking for it again and again takes a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def expect_work() -> None:
    """Begin to read what workers need, beside what this process has to do before it gives them work."""
    forkserver.ensure_running()


def in_order(
    work: Callable[[T], U], batches: Iterable[T], start: Callable[[], None] | None = None
) -> Iterator[U]:
    """What `work` makes of each batch. One batch is worked here; more are, in as many processes as there
    are CPUs.

    `start` is called once in each process. Both must be importable by name.
    """
    batches = iter(batches)
    first = list(islice(batches, 2))
    if len(first) < 2:  # starting processes would take longer
        if start is not None and first:
            start()
        yield from map(work, first)
        return
    workers, told = available_cpus(), (dict(os.environ), start)
    with ProcessPoolExecutor(workers, _WORKERS, _begin, told) as pool:
        waiting: deque[Future[U]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(work, batch))
            if len(waiting) >= UNDER_WAY * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(environment: dict[str, str], start: Callable[[], None] | None) -> None:
    """In each process: its environment is that of whoever gives the work, not of when it was forked."""
    os.environ.clear()
    os.environ.update(environment)
    if start is not None:
        start()
