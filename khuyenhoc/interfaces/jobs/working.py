"""
The worker: runs the jobs that were handed in, one after the other, and those of workers that were killed.

A worker holds an advisory lock under its name for as long as it lives; PostgreSQL lets go of it the moment
its connection ends. A running job whose worker's lock can be taken was left behind: it is put back among the
waiting ones, and is given up when it has ended several workers. Every job is one transaction, so a job that
was left behind did nothing.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from datetime import timedelta
from threading import Thread
from time import sleep
from types import FrameType

from django.db import close_old_connections, connection
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from khuyenhoc.interfaces.logs import note

BACKEND = "jobs"
_LOOKS_EVERY_SECONDS = 1.0
_MOST_WORKERS_OF_A_JOB = 3
_REMEMBERED = timedelta(days=14)
_WORKERS_LOCK = 7_261_020


class _Worker(Worker):
    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Told once: finish the job at hand. Told again: leave it behind, for the next worker to do."""
        if not self.running:
            os._exit(1)
        super().shutdown(signum, frame)


def work(*, until_idle: bool = False) -> None:
    """
    Run jobs until told to stop (SIGTERM, SIGINT): the job at hand is finished first.

    :param until_idle: return when no job waits any more
    """
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = _Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=BACKEND,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    done_long_ago = DBTaskResult.objects.finished().filter(finished_at__lt=Now() - _REMEMBERED)
    done_long_ago.filter(backend_name=BACKEND).delete()
    presence = connection.copy()
    try:
        with presence.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_WORKERS_LOCK, worker.worker_id])
            if not until_idle:
                worker.configure_signals()
            while worker.running:
                close_old_connections()
                take_over()
                worker.run()  # until no job waits
                if until_idle:
                    return
                if worker.running:
                    sleep(_LOOKS_EVERY_SECONDS)
                    cursor.execute("SELECT 1")  # without its lock a worker must not go on
    finally:
        presence.close()


def take_over() -> None:
    """Put the running jobs of workers that are gone back among the waiting ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_tasks_database_dbtaskresult"
            " SET status = CASE WHEN jsonb_array_length(worker_ids) < %s THEN %s ELSE %s END,"
            " finished_at = CASE WHEN jsonb_array_length(worker_ids) < %s THEN NULL ELSE now() END,"
            " exception_class_path = '', traceback = ''"
            " WHERE status = %s AND backend_name = %s"
            " AND pg_try_advisory_xact_lock(%s, hashtext(worker_ids ->> -1))"
            " RETURNING id, status",
            [
                _MOST_WORKERS_OF_A_JOB,
                TaskResultStatus.READY,
                TaskResultStatus.FAILED,
                _MOST_WORKERS_OF_A_JOB,
                TaskResultStatus.RUNNING,
                BACKEND,
                _WORKERS_LOCK,
            ],
        )
        for job, status in cursor.fetchall():
            note("job taken over", level=logging.WARNING, job=str(job), state=status.lower())


def stop_with_the_parent() -> None:
    """
    The worker beside `khuyenhoc serve` ends when that process does, however it ends: then its input closes.
    """

    def watch() -> None:
        sys.stdin.read()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, name="parent", daemon=True).start()
