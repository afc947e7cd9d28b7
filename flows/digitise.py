"""The flow: one run a batch. Prefect decides when a task runs and where; steps.py says what it does."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import Any, cast

from prefect import Task, flow
from prefect.futures import PrefectConcurrentFuture, PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import tasks
from flows.cpus import available_cpus
from flows.plan import Job, Plan, Work
from flows.steps import draw_samples, forget_stories, is_complete
from flows.workshop import Workshop, workshop
from models.errors import IncompleteBatchError, SchedulerUnavailableError, UnexpectedError
from pipeline.keeping.rows.dossiers import ReceiptState, ScanState
from pipeline.understanding.extract import prepare

BOOKKEEPING_SECONDS = 10
ENDED = (ScanState.DONE, ScanState.FAILED)

Future = PrefectFuture[str | None]

TASKS: dict[Work, Task[[str], str | None]] = {
    Work.RECEIVE: tasks.receive_scan,
    Work.OPEN: tasks.open_scan,
    Work.READ: tasks.read_page,
    Work.UNDERSTAND: tasks.understand_scan,
}


class BoundedTaskRunner(ThreadPoolTaskRunner[Any]):
    """A thread pool that forgets a task when it has ended; Prefect's own remembers all of them."""

    def submit(self, *args: Any, **kwargs: Any) -> PrefectConcurrentFuture[Any]:
        future: PrefectConcurrentFuture[Any] = super().submit(*args, **kwargs)
        future.add_done_callback(self._forget)
        return future

    def _forget(self, future: PrefectFuture[Any]) -> None:
        self._cancel_events.pop(future.task_run_id, None)


@flow(
    name="digitise",
    flow_run_name="{batch_id}",
    task_runner=cast(TaskRunner[PrefectFuture[Any]], BoundedTaskRunner(max_workers=available_cpus())),
    persist_result=False,
    log_prints=False,
    validate_parameters=False,
)
def digitise(batch_id: str) -> None:
    """Do all that is left to do of a batch; raises IncompleteBatchError if not all of it could be done."""
    _, failure, story = tasks.attempt(_digitise, batch_id)
    if failure is UnexpectedError:
        workshop().records.incident(stage="digitise", subject_id=batch_id, code=failure.code, detail=story)
    workshop().worked_off.put(True)
    if failure is not None:
        raise failure()


def run_batch(batch_id: str) -> None:
    """Work a batch off; raises IncompleteBatchError if something is left to do, SchedulerUnavailableError
    if Prefect did not let us begin."""
    shop = workshop()
    worked_off = shop.worked_off = queue.SimpleQueue()
    thread = threading.Thread(target=_run_flow, args=(batch_id, worked_off), daemon=True)
    thread.start()
    prepare()  # while Prefect's server starts
    if not worked_off.get():
        raise SchedulerUnavailableError
    # The work is done. That Prefect knows of it too is good, but if it went away it would keep us for hours.
    thread.join(BOOKKEEPING_SECONDS)
    if not is_complete(shop.records.status(batch_id)):
        raise IncompleteBatchError


def _run_flow(batch_id: str, worked_off: queue.SimpleQueue[bool]) -> None:
    with contextlib.suppress(Exception):  # it may be Prefect's own; what became of the work is in the records
        digitise(batch_id)
    worked_off.put(False)


def _digitise(shop: Workshop, batch_id: str) -> str:
    ended = {scan.id for scan in shop.records.scans(batch_id) if scan.state in ENDED}
    listed = [row for row in shop.records.receipts(batch_id) if row.state is not ReceiptState.FAILED]
    receipts = [(row.id, row.scan_id, row.dossier) for row in listed if row.scan_id not in ended]
    _work_off(Plan(shop.records, receipts), at_once=2 * available_cpus())
    tasks.reconcile(batch_id)
    forget_stories(shop)
    draw_samples(shop, batch_id)
    return batch_id


def _work_off(plan: Plan, at_once: int) -> None:
    """Run the plan's jobs, never more than `at_once` handed to Prefect, so that memory does not grow.

    More than there are workers, so that none of them waits for us."""
    ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
    running: dict[Future, Job] = {}
    while True:
        while len(running) < at_once and (job := plan.next_job()) is not None:
            future = TASKS[job.work].submit(job.subject_id)
            running[future] = job
            future.add_done_callback(ended.put)
        if not running:
            return
        future = ended.get()
        plan.finished(running.pop(future), _outcome(future))


def _outcome(future: Future) -> str | None:
    """What the task returned; None where it failed, which the reconciliation at the end will notice."""
    future.wait()  # it has ended, but only so does the future learn how
    state = future.state
    return cast(str | None, state.result(raise_on_failure=False)) if state.is_completed() else None
