"""
Assisted mode on pages: papers to print, an evening typed by codes, paper and platform reconciled; strangers
at every address.
"""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Assessment, PaperCount, Programme, Registration, ToldBy
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import HAMLETS, group, machine, own_set, person
from tests.interfaces.web.conftest import words

YEAR = timezone.localdate().year
OF = {"key": "na-po", "year": YEAR, "programme": "citizen"}
PAGES = ("papers", "paper-list", "paper-sheets", "paper-grid", "paper-totals", "paper-count")


def address(name, **other):
    return reverse(f"web:{name}", kwargs=OF | other)


def registered(*names, home, form="resident"):
    people = {person(name, home=home).pk: form for name in names}
    services.register_many(
        mandate=machine(Action.REGISTER, timezone.localdate()),
        programme=Programme.CITIZEN,
        year=YEAR,
        subjects=people,
    )
    return list(Registration.objects.filter(person__in=people).order_by("person__name_key"))


@pytest.fixture
def three(cast):
    return registered("Nông Văn Hoà", "Lý Thị Én", "Bế Văn Ích", home=cast.na_po)


def evening(*titles, points="8", **other):
    """The grid as a browser hands it in."""
    typed: dict[str, str] = {}
    for row, one in enumerate(titles):
        typed |= {f"c-{row}": one if isinstance(one, str) else one.paper_code.lower().replace("-", " ")}
        typed |= {f"m-{row}-{item}": points for item in range(1, 11)}
    return typed | other


def test_the_list_page_says_every_code_and_leads_to_the_papers(cast, signed_in, three):
    page = signed_in(cast.chapter).get(address("papers"))

    assert all(one.paper_code in page.content.decode() for one in three)
    assert address("paper-list") in page.content.decode()


def test_the_list_is_searched_without_accents_and_by_code(cast, signed_in, three):
    client = signed_in(cast.chapter)

    by_name = words(client.get(address("papers"), {"q": "ly en"}))
    by_code = words(client.get(address("papers"), {"q": three[1].paper_code}))

    assert ("Lý Thị Én" in by_name, "Nông Văn Hoà" in by_name) == (True, False)
    assert three[1].person.full_name in by_code


def test_the_list_is_taken_away_as_a_file(cast, signed_in, three):
    content = signed_in(cast.chapter).get(address("papers"), {"export": "csv"}).content.decode("utf-8-sig")

    assert [one.paper_code in content for one in three] == [True] * 3
    assert AuditLine.objects.filter(act="took away paper list", facts={"titles": 3}).exists()


def test_list_and_sheets_are_printed_with_the_same_codes(cast, signed_in, three):
    client = signed_in(cast.chapter)

    printed = [client.get(address(name)) for name in ("paper-list", "paper-sheets")]

    for answer in printed:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert answer["Content-Type"] == "application/pdf"
        assert all(one.paper_code in text and one.person.full_name in text for one in three)
    assert set(AuditLine.objects.filter(act__startswith="printed").values_list("act", "facts__titles")) == {
        ("printed paper list", 3),
        ("printed assessment sheets", 3),
    }


def test_a_unit_without_titles_has_no_papers(cast, signed_in):
    client = signed_in(cast.commune)

    assert [client.get(address(name)).status_code for name in ("paper-list", "paper-sheets")] == [404, 404]
    assert [client.get(address(name)).status_code for name in ("papers", "paper-grid", "paper-totals")] == [
        200,
        200,
        200,
    ]


def test_an_evening_is_typed_by_the_codes_and_who_entered_for_whom_is_kept(cast, signed_in, three):
    helper = person("Hoàng Thị Giúp", home=cast.na_po)

    answer = signed_in(cast.chapter).post(
        address("paper-grid"), evening(*three, helper="hoang thi giup"), follow=True
    )

    assert answer.status_code == 200
    assert "Stored: 3 sheets" in words(answer)
    kept = Assessment.objects.filter(
        entered_for=ToldBy.PAPER, helper=helper, entered_by=cast.chapter, total=80, is_passed=True
    )
    assert kept.count() == 3


@pytest.mark.parametrize("name", ["Nguyễn Không Có", "Nông Văn Trùng"])
def test_a_helper_nobody_can_mean_stops_the_evening_and_keeps_what_was_typed(cast, signed_in, three, name):
    for _twice in range(2):
        person("Nông Văn Trùng", home=cast.na_po)

    answer = signed_in(cast.chapter).post(address("paper-grid"), evening(*three, helper=name))

    assert (answer.status_code, Assessment.objects.count()) == (422, 0)
    assert answer.content.decode().count('value="8"') == 30


def test_a_wrong_sign_is_told_and_nothing_is_stored(cast, signed_in, three):
    right = three[0].paper_code
    wrong = right[:-1] + ("2" if right[-1] != "2" else "3")

    answer = signed_in(cast.chapter).post(address("paper-grid"), evening(wrong, three[1]))

    assert (answer.status_code, Assessment.objects.count()) == (422, 0)
    assert f"“{wrong}” is mistyped" in words(answer).replace("&quot;", '"')


def test_a_sheet_of_another_unit_is_refused_and_nobody_learns_whether_there_is_one(cast, signed_in, three):
    elsewhere = registered("Hứa Thị Xa", home=cast.that_khe)[0]
    unused = Registration(pk=999_999).paper_code

    said = [
        words(signed_in(cast.chapter).post(address("paper-grid"), evening(code)))
        for code in (elsewhere.paper_code, unused)
    ]

    assert all("is not a sheet of this list" in one and "Hứa Thị Xa" not in one for one in said)
    assert not Assessment.objects.exists()


def test_one_code_in_two_rows_is_refused(cast, signed_in, three):
    answer = signed_in(cast.chapter).post(address("paper-grid"), evening(three[0], three[1], three[0]))

    assert f"{three[0].paper_code} stands in row 1 already" in words(answer)
    assert not Assessment.objects.exists()


def test_the_sound_rows_are_stored_when_asked_and_the_others_stay_to_be_mended(cast, signed_in, three):
    answer = signed_in(cast.chapter).post(
        address("paper-grid"), evening(three[0], "K7M-2QX9", three[1], sound_only="1")
    )

    assert (answer.status_code, Assessment.objects.count()) == (422, 2)
    assert 'value="K7M-2QX9"' in answer.content.decode()
    assert three[0].paper_code.lower().replace("-", " ") not in answer.content.decode()


def test_a_row_with_a_blank_or_an_unreadable_mark_says_which(cast, signed_in, three):
    typed = evening(three[0], three[1]) | {"m-0-3": "", "m-1-4": "mười"}

    said = words(signed_in(cast.chapter).post(address("paper-grid"), typed))

    assert "Item 3 has no mark." in said
    assert "“mười” is not a number of points" in said


def test_a_sheet_typed_twice_counts_at_its_newest_and_is_warned_of(cast, signed_in, three):
    client = signed_in(cast.chapter)
    client.post(address("paper-grid"), evening(three[0]))

    answer = client.post(address("paper-grid"), evening(three[0], points="9"), follow=True)

    assert f"now the marks of today count: {three[0].paper_code}" in words(answer)
    assert Assessment.objects.filter(total=90).count() == 1


def test_a_sheet_past_its_self_assessment_is_refused(cast, signed_in, three):
    services.withdraw(
        mandate=machine(Action.REGISTER, timezone.localdate()),
        registrations=[three[0].pk],
        reason="chuyển đi",
    )

    said = words(signed_in(cast.chapter).post(address("paper-grid"), evening(three[0])))

    assert "is past its self-assessment: withdrawn" in said


def test_the_page_knows_its_own_sheets_only(cast, signed_in, three):
    elsewhere = registered("Hứa Thị Xa", home=cast.that_khe)[0]

    page = signed_in(cast.chapter).get(address("paper-grid")).content.decode()

    known = json.loads(
        page.partition('<script id="known-sheets" type="application/json">')[2].partition("</script>")[0]
    )
    assert {code: how for code, (_holder, how) in known["sheets"].items()} == {
        one.paper_code.replace("-", ""): "open" for one in three
    }
    assert elsewhere.paper_code.replace("-", "") not in page


def test_under_a_set_that_is_not_whole_the_code_alone_says_the_sheet_came_back(cast, signed_in):
    family = services.register(
        mandate=machine(Action.REGISTER, timezone.localdate()),
        programme=Programme.FAMILY,
        year=YEAR,
        subject=group("family", "Nông Văn A", unit=cast.na_po),
    )

    signed_in(cast.chapter).post(address("paper-grid", programme="family"), {"c-0": family.paper_code})

    assert Assessment.objects.values_list("entered_for", "is_passed", "marks").get() == (
        ToldBy.PAPER,
        None,
        {},
    )


def test_levels_are_ticked_and_what_the_registers_count_needs_no_typing(cast, signed_in):
    own_set(HAMLETS, unit=cast.cao_bang)
    hamlet = services.register(
        mandate=machine(Action.REGISTER, timezone.localdate()),
        programme=Programme.COMMUNITY,
        year=YEAR,
        subject=group("community", "Xóm Nà Pò", unit=cast.na_po),
    )
    person("Nông Văn B", home=cast.na_po)
    client = signed_in(cast.chapter)

    page = client.get(address("paper-grid", programme="community")).content.decode()
    client.post(
        address("paper-grid", programme="community"),
        {"c-0": hamlet.paper_code, "m-0-1.1": "x", "m-0-1.3": "o"},
    )

    assert (page.count('name="m-0-1.'), page.count('placeholder="counted"')) == (3, 12)
    assert Assessment.objects.get().marks == {"1.1": True, "1.2": "0/1", "1.3": False}


def test_paper_and_platform_are_set_side_by_side_and_differences_are_said(cast, signed_in, three):
    client = signed_in(cast.commune)
    client.post(address("paper-grid", key="duc-long"), evening(*three[:2]))
    unit = cast.na_po.pk

    client.post(
        address("paper-count", key="duc-long"),
        {f"out-{unit}": "3", f"back-{unit}": "3", f"passed-{unit}": "3"},
    )
    page = words(client.get(address("paper-totals", key="duc-long")))

    assert PaperCount.objects.values_list("handed_out", "returned", "passed", "counted_by").get() == (
        3,
        3,
        3,
        cast.commune.pk,
    )
    assert "1 sheet is still to be typed." in page
    assert "On paper 1 more passes than here." in page
    assert "counted by Lý Văn Xã" in page

    client.post(address("paper-grid", key="duc-long"), evening(three[2]))
    assert "still to be typed" not in words(client.get(address("paper-totals", key="duc-long")))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("2", "3", ""), "only 2 were handed out"),
        (("3", "2", "3"), "only 2 came back"),
        (("ba", "2", ""), "is not a number of sheets"),
        (("3", "", ""), "Write both"),
    ],
)
def test_counts_that_do_not_fit_are_said_beside_the_hamlet_and_nothing_is_stored(
    cast, signed_in, three, typed, said
):
    unit = three[0].unit_id
    out, back, passed = typed

    answer = signed_in(cast.chapter).post(
        address("paper-count"), {f"out-{unit}": out, f"back-{unit}": back, f"passed-{unit}": passed}
    )

    assert (answer.status_code, PaperCount.objects.count()) == (422, 0)
    assert said in words(answer)


def test_the_totals_are_taken_away_as_a_file(cast, signed_in, three):
    content = (
        signed_in(cast.chapter).get(address("paper-totals"), {"export": "csv"}).content.decode("utf-8-sig")
    )

    assert "Nà Pò" in content


def test_choosing_leads_to_the_papers(cast, signed_in):
    client = signed_in(cast.commune)

    answer = client.get(
        reverse("web:papers-choose"), {"unit": "na-po", "title": "community/commune", "year": YEAR}
    )

    assert client.get(reverse("web:papers-choose")).status_code == 200
    assert answer["Location"] == address("papers", programme="community") + "?scope=commune"
    assert (
        client.get(
            reverse("web:papers-choose"), {"unit": "that-khe", "title": "x", "year": "9999"}
        ).status_code
        == 422
    )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_nothing_at_any_address(cast, signed_in, three, name, method):
    client = signed_in(cast.stranger)

    answer = getattr(client, method)(
        address(name), evening(*three) | {f"out-{cast.na_po.pk}": "3", f"back-{cast.na_po.pk}": "3"}
    )

    assert answer.status_code in (404, 405)
    assert (Assessment.objects.count(), PaperCount.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", PAGES)
def test_without_a_post_or_a_sign_in_nobody_comes_in(cast, signed_in, client, three, name):
    assert signed_in(cast.nobody).get(address(name)).status_code in (403, 405)
    assert client.get(address(name)).status_code == 302


def test_a_count_for_a_unit_out_of_reach_is_not_stored(cast, signed_in, three):
    unit = cast.that_khe.pk

    signed_in(cast.chapter).post(address("paper-count"), {f"out-{unit}": "3", f"back-{unit}": "3"})

    assert not PaperCount.objects.exists()
