"""The steps as Prefect tasks: what is tried again, what becomes of a failure, and what Prefect gets to know.

Only ids come in and only ids go out. A failure is told in full to the records, where personal data may be;
Prefect, which keeps messages and exceptions for ever, hears a code at most.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import Any

from prefect import Task, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.tasks import exponential_backoff

from flows import steps
from flows.workshop import Workshop, workshop
from models.errors import RecordsUnavailableError, SohoaError, UnexpectedError
from pipeline.keeping.records import Records

Step = Callable[[Workshop, str], str]
Failed = Callable[[Records, str, str], None]

RETRIES = 4  # after 2, 4, 8 and 16 seconds: a restart of the store or of the database
# Ctrl-C ends the programs we started as well. A page they were reading has not failed, so the process gets
# this long to end before a failure is written down.
INTERRUPT_GRACE_SECONDS = 0.2


def _as_task(step: Step, name: str, failed: Failed | None) -> Task[[str], str | None]:
    """`step` as a task that gives what the step returned, or None where the failure is in the records."""

    def run(subject_id: str) -> str | None:
        outcome, failure, story = attempt(step, subject_id)
        if failure is None:
            return outcome
        if failed is None or (failure.transient and _may_try_again()):
            raise failure()
        _record_failure(failed, name, subject_id, failure, story)
        return None

    return task(
        name=name,
        task_run_name=name + "-{subject_id}",
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(backoff_factor=2),
        retry_condition_fn=_is_transient,
        persist_result=False,
        log_prints=False,
    )(run)


def attempt(step: Step, subject_id: str) -> tuple[str | None, type[SohoaError] | None, str]:
    """(what the step returned, the kind of failure, its story). The exception itself stays here: with it
    the values it speaks of, and the exceptions it came from, would travel on."""
    try:
        return step(workshop(), subject_id), None, ""
    except SohoaError as error:
        return None, type(error), traceback.format_exc()
    except Exception:
        return None, UnexpectedError, traceback.format_exc()


def _record_failure(
    failed: Failed, name: str, subject_id: str, failure: type[SohoaError], story: str
) -> None:
    time.sleep(INTERRUPT_GRACE_SECONDS)
    if not _recorded(failed, name, subject_id, failure, story):
        raise RecordsUnavailableError


def _recorded(failed: Failed, name: str, subject_id: str, failure: type[SohoaError], story: str) -> bool:
    records = workshop().records
    try:
        records.incident(stage=name, subject_id=subject_id, code=failure.code, detail=story)
        failed(records, subject_id, failure.code)
    except Exception:  # whatever it is, it may speak of values, and there is nowhere left to tell it
        return False
    return True


def _may_try_again() -> bool:
    context = TaskRunContext.get()
    return context is not None and context.task_run.run_count <= RETRIES


def _is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, SohoaError) and state.data.transient


receive_scan = _as_task(steps.receive_scan, "receive_scan", Records.receipt_failed)
open_scan = _as_task(steps.open_scan, "open_scan", Records.scan_failed)
read_page = _as_task(steps.read_one_page, "read_page", Records.page_failed)
understand_scan = _as_task(steps.understand_scan, "understand_scan", Records.scan_failed)
reconcile = _as_task(steps.reconcile, "reconcile", None)
