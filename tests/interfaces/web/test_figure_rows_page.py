"""
A register figure opened to its rows: names for who keeps the registers, count and check code for the others.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from khuyenhoc.domain.figures.models import RegisterCount, ReportedFigure
from khuyenhoc.domain.learning import services as titles_services
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import Cast
from tests.domain.learning.titles import citizen, machine
from tests.interfaces.web.conftest import In, words

CODE = "model.citizen_adult.registered"
OF = {"key": "duc-long", "period": "2025", "code": CODE}


@pytest.fixture
def registers(cast: Cast) -> Cast:
    citizen("Nông Văn Ước", home=cast.na_po)
    citizen("Lý Thị Bình", home=cast.na_po)
    return cast


@pytest.fixture
def inspector(cast: Cast) -> Account:
    return factories.account("kiem-tra", "Hà Văn Tra", unit=cast.duc_long, post="inspector")


def test_who_keeps_the_registers_sees_the_rows_by_name_and_the_look_is_written_down(
    registers: Cast, signed_in: In
) -> None:
    page = words(signed_in(registers.commune).get(reverse("web:figure-rows", kwargs=OF)))

    assert "Nông Văn Ước" in page
    assert "Xóm Nà Pò" in page
    line = AuditLine.objects.get(act="looked at rows of a figure")
    assert (line.account, line.facts["rows"]) == (registers.commune, 2)
    assert "Ước" not in str(line.facts)


def test_a_viewer_without_the_registers_sees_count_and_code_and_no_name(
    registers: Cast, inspector: Account, signed_in: In
) -> None:
    seen = words(signed_in(registers.commune).get(reverse("web:figure-rows", kwargs=OF)))
    page = words(signed_in(inspector).get(reverse("web:figure-rows", kwargs=OF), {"q": "uoc"}))

    code = seen.split("Check code ")[1].split()[0]
    assert f"Check code {code}" in page
    assert "Ước" not in page
    assert "The rows with names are for those who keep" in page
    assert (
        signed_in(inspector)
        .get(reverse("web:figure-rows-export", kwargs={**OF, "ending": "csv"}))
        .status_code
        == 403
    )


def test_a_stranger_finds_no_such_page(registers: Cast, signed_in: In) -> None:
    client = signed_in(registers.stranger)

    assert client.get(reverse("web:figure-rows", kwargs=OF)).status_code == 404
    assert client.get(reverse("web:figure-rows-export", kwargs={**OF, "ending": "csv"})).status_code == 404
    assert client.post(reverse("web:figure-rows-keep", kwargs=OF)).status_code == 404
    assert signed_in(registers.nobody).get(reverse("web:figure-rows", kwargs=OF)).status_code == 403
    assert RegisterCount.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "query"),
    [
        ({"code": "fund.closing"}, {}),
        ({"code": "nothing"}, {}),
        ({"period": "2025-X"}, {}),
        ({"key": "mien-dong"}, {}),
        ({}, {"count": "999"}),
        ({}, {"count": "x"}),
    ],
)
def test_what_no_register_counts_is_not_found(
    registers: Cast, signed_in: In, changed: dict[str, str], query: dict[str, str]
) -> None:
    answer = signed_in(registers.province).get(reverse("web:figure-rows", kwargs={**OF, **changed}), query)

    assert answer.status_code == 404


def test_a_count_that_was_kept_opens_to_its_rows_with_later_edits_marked(
    registers: Cast, signed_in: In
) -> None:
    client = signed_in(registers.commune)
    address = client.post(reverse("web:figure-rows-keep", kwargs=OF)).headers["Location"]
    gone = registers.na_po.registrations.get(person__full_name="Lý Thị Bình")
    titles_services.withdraw(
        mandate=machine(Action.REGISTER, date(2025, 6, 1)), registrations=[gone.pk], reason="chuyển đi"
    )
    citizen("Bế Văn Mới", home=registers.na_po)

    page = words(client.get(address))

    assert "Counted then, counts no longer" in page
    assert "01/06/2025: withdraw" in page
    assert "Added after the count" in page
    assert "1 row was added after the count." in page
    assert RegisterCount.objects.get().count == 2


def test_rows_are_found_without_accents_and_taken_away(registers: Cast, signed_in: In) -> None:
    client = signed_in(registers.commune)

    page = words(client.get(reverse("web:figure-rows", kwargs=OF), {"q": "uoc"}))
    sheet = client.get(reverse("web:figure-rows-export", kwargs={**OF, "ending": "csv"})).content.decode(
        "utf-8-sig"
    )

    assert "Nông Văn Ước" in page
    assert "Lý Thị Bình" not in page
    assert [line.split(",")[0] for line in sheet.splitlines()[1:]] == ["Lý Thị Bình", "Nông Văn Ước"]


def test_the_figures_page_and_the_source_of_a_typed_figure_lead_to_the_rows(
    registers: Cast, signed_in: In
) -> None:
    factories.figures({"unit": "duc-long", "period": "2025", "indicator": CODE, "value": 40})
    client = signed_in(registers.commune)
    typed = ReportedFigure.objects.get()

    figures = client.get(
        reverse("web:figures", kwargs={"key": "duc-long"}), {"period": "2025"}
    ).content.decode()
    source = client.get(
        reverse("web:figure-source", kwargs={"key": "duc-long", "figure": typed.pk})
    ).content.decode()

    address = reverse("web:figure-rows", kwargs=OF)
    assert address in figures
    assert "The registers count 2, the report says 40: 38 apart." in figures
    assert address in source


def test_a_unit_whose_registers_alone_speak_has_a_page_of_figures(registers: Cast, signed_in: In) -> None:
    page = words(
        signed_in(registers.commune).get(
            reverse("web:figures", kwargs={"key": "duc-long"}), {"period": "2025"}
        )
    )

    assert "Counted from the registers" in page
    sheet = signed_in(registers.commune).get(
        reverse("web:figures-export", kwargs={"key": "duc-long", "ending": "csv"}), {"period": "2025"}
    )
    assert "counted from the registers" in sheet.content.decode("utf-8-sig")


def test_the_page_asks_no_more_questions_for_more_rows(
    registers: Cast, signed_in: In, django_assert_max_num_queries
) -> None:
    for number in range(20):
        citizen(f"Nông Văn {chr(65 + number)}", home=registers.na_po)
    client = signed_in(registers.commune)
    client.post(reverse("web:figure-rows-keep", kwargs=OF))
    kept = RegisterCount.objects.get()

    with django_assert_max_num_queries(60):
        assert client.get(reverse("web:figure-rows", kwargs=OF), {"count": kept.pk}).status_code == 200
