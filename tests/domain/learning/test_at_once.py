"""Two people at once: one waits for the other, and sees what it did."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Recognition, Step
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import citizen, decided, machine, verified

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Let each act run in a thread of its own, all starting together; what each raised, or None."""
    start = threading.Barrier(len(acts))
    ends: list[Exception | None] = [None] * len(acts)

    def run(n):
        start.wait()
        try:
            acts[n]()
        except Exception as refused:
            ends[n] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_a_title_is_recognised_once_however_many_press_the_button(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)

    ends = at_once(*[lambda: decided(made, by=cast.duc_long)] * 3)

    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "RowsRefused", "RowsRefused"]
    assert (Recognition.objects.count(), Step.objects.filter(act="recognise").count()) == (1, 1)


def test_certificates_of_two_decisions_at_once_have_different_numbers(cast):
    titles = [citizen(f"Nông Văn {n}", home=cast.na_po) for n in range(6)]
    verified(*titles, unit=cast.na_po)

    ends = at_once(
        lambda: decided(*titles[:3], by=cast.duc_long, number="1/QĐ-UBND"),
        lambda: decided(*titles[3:], by=cast.duc_long, number="2/QĐ-UBND", on=date(2025, 12, 21)),
    )

    assert ends == [None, None]
    assert sorted(Recognition.objects.values_list("certificate_number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_withdrawing_and_deciding_at_once_end_in_one_of_the_two(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)

    ends = at_once(
        lambda: decided(made, by=cast.duc_long),
        lambda: services.withdraw(mandate=machine(Action.REGISTER), registrations=[made.pk], reason="x"),
    )

    assert [type(end).__name__ for end in ends].count("NoneType") == 1
    made.refresh_from_db()
    assert Recognition.objects.filter(registration=made).exists() == (made.state == "recognised")
