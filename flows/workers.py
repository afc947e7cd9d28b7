"""Work on a stream in worker processes, in order, with few batches under way."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

from flows.cpus import available_cpus

T = TypeVar("T")
U = TypeVar("U")
UNDER_WAY = 3  # batches for each worker: one in work, one that waits, one that is done


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
    workers = available_cpus()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=start) as pool:
        waiting: deque[Future[U]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(work, batch))
            if len(waiting) >= UNDER_WAY * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
