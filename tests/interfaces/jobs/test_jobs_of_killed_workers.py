"""Workers that are killed, two at once, and a job that ends every worker: stored whole and once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from khuyenhoc.domain.people.models import Account, Group, RegisterSheet
from khuyenhoc.foundation.waiting.models import Storing, WaitingSheet
from khuyenhoc.interfaces.jobs.storing import store_sheet
from khuyenhoc.interfaces.jobs.working import take_over
from tests.cast import Cast, client_of

WORKER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from khuyenhoc.interfaces.jobs.working import work
work()
"""
ROWS = 20_000
PATIENCE = 240


@contextmanager
def a_worker() -> Iterator[subprocess.Popen[bytes]]:
    name = connection.settings_dict["NAME"]
    with subprocess.Popen([sys.executable, "-c", WORKER, name]) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(condition) -> None:
    for _ in range(PATIENCE * 50):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not in {PATIENCE} seconds")


def a_long_list_to_store(account: Account) -> Storing:
    client = client_of(account)
    rows = "".join(f"Nông Văn {'A' * (n % 40 + 1)} {n},Nà Pò,{n % 9 + 1}\n" for n in range(ROWS))
    file = SimpleUploadedFile("dai.csv", f"Họ và tên chủ hộ,Xóm,Số khẩu\n{rows}".encode())
    client.post(
        reverse("web:register-load"), {"kind": "family", "unit": "duc-long", "year": "2026", "file": file}
    )
    token = WaitingSheet.objects.get(account=account).token
    client.post(reverse("web:register-store", kwargs={"token": token}))
    return Storing.objects.get(token=token)


@pytest.mark.django_db(transaction=True)
def test_a_list_whose_worker_was_killed_is_stored_whole_by_the_next_one(cast: Cast) -> None:
    storing = a_long_list_to_store(cast.commune)

    def is_under_way() -> bool:
        storing.refresh_from_db()
        return storing.doing == "matching" or (storing.doing == "storing" and storing.rows == 0)

    with a_worker() as killed:
        wait_until(is_under_way)
        killed.kill()
        killed.wait()
    storing.refresh_from_db()
    left = (storing.state, Group.objects.count(), DBTaskResult.objects.get().status)
    with a_worker():
        wait_until(lambda: Storing.objects.get().state == "stored")
        wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL")

    assert left == ("storing", 0, "RUNNING")
    assert Group.objects.count() == ROWS
    assert RegisterSheet.objects.count() == 1
    assert len(DBTaskResult.objects.get().worker_ids) == 2
    store_sheet.func(token=str(storing.token))  # done a third time, it finds nothing to do
    assert Group.objects.count() == ROWS


@pytest.mark.django_db(transaction=True)
def test_two_people_storing_the_same_list_at_once_store_it_once(cast: Cast) -> None:
    for account in (cast.commune, cast.province):
        a_long_list_to_store(account)

    with a_worker(), a_worker():
        wait_until(lambda: set(Storing.objects.values_list("state", flat=True)) == {"stored"})

    assert Group.objects.count() == ROWS
    assert sorted(RegisterSheet.objects.values_list("new", "same")) == [(0, ROWS), (ROWS, 0)]


def running(*workers: str) -> DBTaskResult[Any, Any]:
    job = DBTaskResult.objects.get(pk=store_sheet.enqueue(token="00000000-0000-0000-0000-000000000000").id)
    for worker in workers:
        job.claim(worker)
    return job


def test_only_jobs_whose_worker_is_gone_are_taken_over(db: None) -> None:
    left, kept = running("gone"), running("alive")

    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7261020, hashtext('alive'))")
        take_over()
    finally:
        other.close()

    assert {job.pk: job.status for job in DBTaskResult.objects.all()} == {
        left.pk: "READY",
        kept.pk: "RUNNING",
    }


def test_a_job_that_ended_three_workers_is_given_up_and_its_sheet_says_so(cast: Cast) -> None:
    storing = a_long_list_to_store(cast.commune)
    assert storing.job is not None
    job = DBTaskResult.objects.get(pk=storing.job)
    for worker in ("first", "second", "third"):
        job.claim(worker)

    take_over()
    page = client_of(cast.commune).get(
        reverse("web:register-storing", kwargs={"token": storing.token}), follow=True
    )

    storing.refresh_from_db()
    job.refresh_from_db()
    assert job.status == "FAILED"
    assert storing.state == "failed"
    assert storing.refusal in page.content.decode()
    assert WaitingSheet.objects.filter(token=storing.token).exists()
