"""
The reconciliation sheet of a reorganisation: who sees which rows, what they say, how they are narrowed,
printed and taken away.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.figures.rules.reconciling import COLUMNS
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organising
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.commands.command_line import main
from tests import factories
from tests.domain.figures.a_reformed_province import report
from tests.interfaces.web.a_reformed_province import Province, province
from tests.interfaces.web.conftest import In, words

__all__ = ["province"]

FIGURES = (
    "xa-1 2024 org.members value=10",
    "xa-2 2024 org.members value=20",
    "xa-3 2024 org.members value=7",
    "xa-4 2024 org.members value=50",
    "xa-1 2025-H1 fund.raised value=1000000",
)


@pytest.fixture
def told(province: Province) -> Province:
    report(*FIGURES)
    return province


def address(sheet: Province, *, ending: str = "", printed: bool = False) -> str:
    name = "reform-reconciliation" + ("-export" if ending else "-print" if printed else "")
    return reverse(f"web:{name}", kwargs={"pk": sheet.number} | ({"ending": ending} if ending else {}))


def units_on(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", unit) for unit in re.findall(r'scope="rowgroup">(.*?)</th>', page)]


def test_the_head_names_the_document_its_day_and_both_trees(told: Province, signed_in: In) -> None:
    said = words(signed_in(told.chair).get(address(told)))

    assert "1/NQ" in said
    assert "In effect from 01/07/2025" in said
    assert "units as they stood on 30/06/2025, and on 01/07/2025" in said


def test_the_summary_counts_what_agrees_what_is_explained_and_what_is_not(
    told: Province, signed_in: In
) -> None:
    said = words(signed_in(told.chair).get(address(told)))

    assert re.search(r"(\d+) rows: \d+ agree, \d+ differences explained, 0 not explained\.", said)


def test_a_merged_commune_is_the_sum_of_the_two_and_the_cut_one_is_missing_afterwards_not_zero(
    told: Province, signed_in: In
) -> None:
    page = signed_in(told.chair).get(address(told), {"q": "xa ba"}).content.decode()

    cells = re.findall(r'<td class="num"[^>]*>(.*?)</td>', page)
    assert cells == ["7", "–", "<strong>7</strong>"]
    assert "show at Tỉnh Mẫu" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "xa moi"}, ["Xã Mới"]),
        ({"q": "xa moi", "show": "different"}, []),
        ({"period": "2025-H1"}, ["Xã Mới", "Huyện A", "Tỉnh Mẫu"]),
        ({"show": "different", "period": "2024"}, ["Huyện A", "Huyện B", "Xã Ba"]),
        ({"show": "unexplained"}, []),
    ],
)
def test_rows_are_narrowed_by_unit_without_accents_by_period_and_to_differences(
    told: Province, signed_in: In, asked: dict[str, str], found: list[str]
) -> None:
    page = signed_in(told.chair).get(address(told), asked).content.decode()

    assert units_on(page) == found


def every_indicator(*units: str) -> list[str]:
    return [f"{unit} 2024 {code} value=3" for unit in units for code in indicators()]


def test_a_long_sheet_comes_in_pages_and_says_where_a_unit_goes_on(province: Province, signed_in: In) -> None:
    report(*every_indicator("xa-1", "xa-2", "xa-4", "xa-3"))
    client = signed_in(province.chair)

    first = words(client.get(address(province)))
    second = words(client.get(address(province), {"page": "2"}))

    assert "Rows 1 to 200 of" in first
    assert "(continued)" not in first
    assert "Rows 201 to" in second
    assert "(continued)" in second


def test_paper_holds_every_row_and_places_for_three_signatures(province: Province, signed_in: In) -> None:
    report(*every_indicator("xa-1", "xa-2", "xa-4", "xa-3"))

    page = signed_in(province.chair).get(address(province, printed=True))

    said = words(page)
    count = int(re.findall(r"(\d+) rows: ", said)[0])
    assert page.content.decode().count('<th scope="row">') == count > 200
    assert "Hội Khuyến học tỉnh Mẫu" in said
    assert all(
        place in said for place in ("Drawn up by", "Checked by", "For the unit", "day … month … year …")
    )


def test_an_extract_on_paper_says_that_it_is_one(told: Province, signed_in: In) -> None:
    said = words(signed_in(told.chair).get(address(told, printed=True), {"q": "xa moi"}))

    assert "An extract: 2 rows." in said


def test_the_csv_is_what_the_command_prints(
    told: Province, signed_in: In, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconcile", "1/NQ", "--format", "csv"]) == 0
    printed = list(csv.reader(StringIO(capsys.readouterr().out)))

    client = signed_in(told.chair)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"  # as the command line speaks
    taken = client.get(address(told, ending="csv"))

    lines = list(csv.reader(StringIO(taken.content.decode("utf-8-sig"))))
    assert lines[0] == printed[0] == list(COLUMNS)
    assert sorted(lines) == sorted(printed)
    assert taken["Content-Disposition"] == 'attachment; filename="doi-chieu-1-nq-20250701.csv"'


def test_the_excel_sheet_has_the_same_columns_then_their_names(told: Province, signed_in: In) -> None:
    taken = signed_in(told.chair).get(address(told, ending="xlsx"), {"q": "xa ba"})

    rows = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:6] == ["xa-3", "2024", "org.members", 7, "", 7]
    assert rows[1][7:9] == ["Xã Ba", "Year 2024"]


def test_no_other_kind_of_file_is_offered(told: Province, signed_in: In) -> None:
    assert signed_in(told.chair).get(address(told, ending="pdf")).status_code == 404


def test_a_commune_officer_sees_the_rows_of_that_commune_alone_and_is_told_so(
    told: Province, signed_in: In
) -> None:
    client = signed_in(told.officer)

    page = client.get(address(told)).content.decode()
    taken = client.get(address(told, ending="csv")).content.decode()

    assert units_on(page) == ["Xã Bốn"]
    assert "The sheet holds the units your post reaches." in page
    assert {line.split(",")[0] for line in taken.splitlines()[1:]} == {"xa-4"}


def test_the_province_sees_every_row_and_is_told_nothing_of_others(told: Province, signed_in: In) -> None:
    page = signed_in(told.chair).get(address(told)).content.decode()

    assert units_on(page) == ["Xã Bốn", "Xã Mới", "Huyện A", "Huyện B", "Xã Ba", "Tỉnh Mẫu"]
    assert "The sheet holds the units your post reaches." not in page


@pytest.mark.parametrize("way", [{}, {"printed": True}, {"ending": "csv"}])
def test_a_stranger_learns_nothing_of_it(told: Province, signed_in: In, way: dict[str, object]) -> None:
    where = address(told, **way)  # type: ignore[arg-type]

    assert signed_in(told.stranger).get(where).status_code == 404
    assert signed_in(told.nobody).get(where).status_code == 403
    assert signed_in(told.chair).get(where.replace(f"/{told.number}/", "/999999/")).status_code == 404


def test_who_may_look_at_the_cut_unit_is_led_to_how_its_figures_are_shared_out(
    told: Province, signed_in: In
) -> None:
    link = reverse("web:split-shares", kwargs={"key": "xa-3"})

    assert link in signed_in(told.inspector).get(address(told)).content.decode()
    assert link not in signed_in(told.officer).get(address(told)).content.decode()


def test_without_figures_the_page_says_what_has_to_come_first(province: Province, signed_in: In) -> None:
    said = words(signed_in(province.chair).get(address(province)))

    assert "No figures to set side by side" in said
    assert "Print for signing" not in said


def test_the_founding_figures_of_2022_reconcile_to_zero_through_the_reform_of_2025(
    signed_in: In, db: None
) -> None:
    organise = permissions.platform_mandate(Action.ORGANISE, on=factories.TODAY)
    units = DATA / "units" / "cao-bang.csv"
    organising.load_units(mandate=organise, content=units.read_bytes(), file_name=units.name)
    for sheet in sorted((DATA / "reorganisations").glob("cao-bang-*.csv")):
        organising.apply_reform(mandate=organise, content=sheet.read_bytes(), file_name=sheet.name)
    with (DATA / "demo" / "figures-2022.csv").open(encoding="utf-8-sig") as file:
        founding = list(csv.DictReader(file))
    keys = set(Unit.objects.values_list("key", flat=True))
    factories.figures(*(row for row in founding if row["unit"] in keys))
    chair = factories.account("tinh", "Nông Văn Tỉnh", unit=Unit.objects.get(key="cao-bang"), post="chair")
    reform = organisation.reorganisations_by("1657/NQ-UBTVQH15")[0]
    client = signed_in(chair)

    whole = words(client.get(reverse("web:reform-reconciliation", kwargs={"pk": reform.pk})))
    above = client.get(
        reverse("web:reform-reconciliation", kwargs={"pk": reform.pk}),
        {"q": "tinh cao bang", "show": "different"},
    )

    assert re.search(r"rows: \d+ agree, \d+ differences explained, 0 not explained", whole)
    assert "No row answers to this." in words(above)


TRIAL = """effective_on,document,act,unit,heir,parent,kind,name,official_code,note
2026-01-01,2/NQ,merge,xa-moi,xa-gop,tinh,commune,Gộp,90009,
2026-01-01,2/NQ,merge,xa-4,xa-gop,,,,,
2026-02-01,3/NQ,rename,xa-gop,,,,Gộp Lại,,
"""


def waiting(account: Account, content: str = TRIAL) -> str:
    mandate = permissions.mandate(account=account, action=Action.ORGANISE, on=date(2026, 1, 1))
    return str(organising.keep_waiting(mandate=mandate, content=content.encode(), file_name="thu.csv").token)


def trial(token: str, *, way: str = "", **more: str) -> str:
    return reverse(f"web:reform-trial-reconciliation{way}", kwargs={"token": token, **more})


def test_a_sheet_that_waits_is_set_side_by_side_and_nothing_is_changed(told: Province, signed_in: In) -> None:
    token = waiting(told.chair)

    said = words(signed_in(told.chair).get(trial(token)))

    assert "Preview, not applied yet" in said
    assert "thu.csv" in said
    assert "Xã Gộp" in said
    assert "2/NQ, 01/01/2026" in said
    assert "3/NQ, 01/02/2026" in said
    assert not Unit.objects.filter(key="xa-gop").exists()
    assert organisation.reorganisation_of("2/NQ", date(2026, 1, 1)) is None


def test_each_document_of_a_waiting_sheet_is_looked_at_by_itself(told: Province, signed_in: In) -> None:
    token = waiting(told.chair)

    said = words(signed_in(told.chair).get(trial(token), {"sheet": "1"}))

    assert "In effect from 01/02/2026" in said
    assert "No figures to set side by side" in said


def test_a_waiting_sheet_is_printed_and_taken_away_and_says_it_is_a_preview(
    told: Province, signed_in: In
) -> None:
    client = signed_in(told.chair)
    token = waiting(told.chair)

    printed = words(client.get(trial(token, way="-print")))
    taken = client.get(trial(token, way="-export", ending="csv")).content.decode()

    assert "Preview, not applied yet" in printed
    assert "Drawn up by" not in printed
    assert "xa-gop,2024,org.members" in taken


def test_a_waiting_sheet_is_its_account_s_alone(told: Province, signed_in: In) -> None:
    token = waiting(told.chair)

    for where in (trial(token), trial(token, way="-print"), trial(token, way="-export", ending="csv")):
        assert signed_in(told.head).get(where).status_code == 404
        assert signed_in(told.stranger).get(where).status_code == 404
        assert signed_in(told.officer).get(where).status_code == 403


def test_a_waiting_sheet_with_places_to_mend_leads_back_to_them(told: Province, signed_in: In) -> None:
    token = waiting(told.chair, TRIAL.replace("xa-4", "xa-khong-co"))

    answer = signed_in(told.chair).get(trial(token))

    assert answer.status_code == 302
    assert token in answer["Location"]


def test_more_rows_ask_no_more_queries(province: Province, signed_in: In) -> None:
    client = signed_in(province.chair)
    report("xa-1 2024 org.members value=10")
    client.get(address(province))
    with CaptureQueriesContext(connection) as few:
        client.get(address(province))

    report(*every_indicator("xa-2", "xa-4", "xa-3"))
    client.get(address(province))  # takes what was reported into the sums
    with CaptureQueriesContext(connection) as many:
        client.get(address(province))

    assert (
        len(many) <= len(few) + 6
    )  # a period whose year before has to be looked at costs some; a row costs none
