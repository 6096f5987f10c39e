"""
A province enters its own set on a page, tries it on past assessments, adopts it; strangers find nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import OwnSet, Programme, Registration
from khuyenhoc.domain.learning.queries.criteria import parsed
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.sets import Completeness, Scope, Subject
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import FAMILIES, HAMLETS, citizen, group, machine, self_assessed
from tests.interfaces.web.conftest import words

YEAR = timezone.localdate().year
NEW, LIST = "web:own-set-new", "web:own-sets"


def rows(part, *filled):
    """A list of rows as a browser hands it in."""
    cells = {f"{part}-{n}-{name}": value for n, row in enumerate(filled) for name, value in row.items()}
    return cells | {f"{part}-TOTAL_FORMS": str(len(filled)), f"{part}-INITIAL_FORMS": "0"}


def families(**other):
    """A small set of families, all filled in."""
    facts = {
        "subject": "family",
        "scope": "any",
        "kind": "points",
        "unit": "cao-bang",
        "title": "Gia đình học tập (bộ của tỉnh)",
        "document": "Quyết định",
        "number": "99/QĐ-UBND",
        "issuer": "Ủy ban nhân dân tỉnh Cao Bằng",
        "issued_on": f"{YEAR - 1}-12-20",
        "effective_from": f"{YEAR}-01-01",
        "total": "100",
        "is_whole": "on",
    }
    criteria = rows(
        "criteria",
        {
            "group": "I. Học tập",
            "code": "1.1",
            "label": 'Trẻ em "đều" đến trường',
            "most": "52,5",
            "half": "on",
        },
        {"code": "1.2", "label": "Người lớn tự học", "most": "37,5", "least": "5", "half": "on"},
        {"group": "Kết quả", "code": "2.1", "label": "Có góc học tập", "most": "10"},
        {},
    )
    grades = rows("grades", {"label": "Đạt", "least": "50"}, {})
    deciders = rows("deciders", {"who": "Chủ tịch Ủy ban nhân dân cấp xã", "tier": ""})
    return facts | criteria | grades | deciders | rows("forms") | other


def entered(client, **other):
    client.post(reverse(NEW), families(**other))
    return OwnSet.objects.latest("pk")


def address(name, own_set):
    return reverse(f"web:{name}", kwargs={"pk": own_set.pk})


def test_a_set_is_made_from_the_form_without_any_toml(cast, signed_in):
    own = entered(signed_in(cast.province))

    of = parsed(own.key, own.text)
    assert (own.unit, of.completeness, of.total, of.authority.cited) == (
        cast.cao_bang,
        Completeness.COMPLETE,
        Decimal(100),
        f"Quyết định 99/QĐ-UBND ngày 20/12/{YEAR - 1} của Ủy ban nhân dân tỉnh Cao Bằng",
    )
    assert [(one.code, one.label, [item.code for item in one.items]) for one in of.groups] == [
        ("I", "Học tập", ["1.1", "1.2"]),
        ("2", "Kết quả", ["2.1"]),
    ]
    assert [(item.label, item.max_points, item.min_points, item.step) for item in of.items][:2] == [
        ('Trẻ em "đều" đến trường', Decimal("52.5"), None, Decimal("0.5")),
        ("Người lớn tự học", Decimal("37.5"), 5, Decimal("0.5")),
    ]
    assert [(grade.code, grade.min_points) for grade in of.grades] == [("recognised", Decimal(50))]


def test_the_empty_template_says_that_the_official_set_is_not_entered(cast, signed_in):
    client = signed_in(cast.province)

    page = client.get(reverse(LIST)).content.decode()
    form = client.get(reverse(NEW), {"from": "empty:family/any:points"})
    own = entered(client, is_whole="", total="", **rows("criteria"), **rows("grades"))

    assert 'value="empty:family/any:levels"' in page
    assert form.status_code == 200
    assert parsed(own.key, own.text).completeness is Completeness.TEMPLATE
    assert "The official criteria set is not entered" in words(client.get(address("own-set", own)))


@pytest.mark.parametrize(
    "key",
    ["learning-citizen/2023", "learning-unit-upper/2020", "learning-unit-upper/2024", "learning-family/2016"],
)
def test_starting_from_a_set_of_the_country_all_that_judges_is_taken_over(cast, signed_in, key):
    client = signed_in(cast.province)
    of = shelf.national().by_key(key)

    page = client.get(reverse(NEW), {"from": f"set:{key}"})
    typed = fields_of(page) | {"issuer": "Ủy ban nhân dân tỉnh Cao Bằng", "effective_from": f"{YEAR}-01-01"}
    client.post(reverse(NEW), typed)

    own = OwnSet.objects.get()
    made = parsed(own.key, own.text)
    assert list(made.items) == list(of.items)
    assert (made.grades, made.forms, made.total, made.kind) == (of.grades, of.forms, of.total, of.kind)
    assert (made.authority.number, made.completeness) == (None, Completeness.PARTIAL)


def fields_of(page):
    """What a browser would hand in without touching anything."""
    form = page.context["page"].form
    typed = {field.html_name: str(field.value() or "") for field in form.facts}
    for part in form.rows.values():
        typed |= {field.html_name: str(field.value()) for field in part.management_form}
        for row in part:
            typed |= {
                field.html_name: "on" if field.value() is True else field.value()
                for field in row
                if field.value()
            }
    return typed


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"total": "90"}, "add up to 100"),
        ({"criteria-1-code": "1.1"}, "The item 1.1 is there 2 times"),
        ({"criteria-0-most": "năm mươi"}, "is not a number"),
        ({"criteria-0-label": ""}, "Fill this in"),
        ({"number": ""}, "untick that it is whole"),
        ({"effective_from": "2026-99-99"}, "This is not a day"),
        ({"last_day": "2001-01-01"}, "before the first"),
        ({"deciders-0-who": ""}, "who decides"),
        ({"criteria-2-share": "no.such.indicator", "criteria-2-percent": "50"}, "no share can be computed"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, signed_in, wrong, said):
    answer = signed_in(cast.province).post(reverse(NEW), families(**wrong))

    assert (answer.status_code, OwnSet.objects.count()) == (422, 0)
    assert said in words(answer)
    assert "Người lớn tự học" in answer.content.decode()


def test_more_rows_are_asked_for_and_nothing_typed_is_lost(cast, signed_in):
    answer = signed_in(cast.province).post(reverse(NEW), families(more="criteria"))

    page = answer.content.decode()
    assert (answer.status_code, OwnSet.objects.count()) == (200, 0)
    assert ("Người lớn tự học" in page, "criteria-13-code" in page, "field-error" in page) == (
        True,
        True,
        False,
    )


def test_levels_with_a_linked_threshold_are_entered_too(cast, signed_in):
    levels = families(
        subject="community", scope="hamlet", kind="levels", total="", months="36", upgrade_after_months="12",
        **rows("criteria",
            {"group": "I. Kết quả", "code": "1", "label": "Có quỹ", "level": "1"},
            {"code": "2", "label": "Người lớn là công dân học tập", "level": "1",
             "share": "model.citizen_adult.recognised", "percent": "50"},
            {"code": "3", "label": "Có tủ sách", "level": "2"}),
        **rows("grades", {"code": "2", "label": "Mức độ 2"}, {"code": "1", "label": "Mức độ 1"}),
    )  # fmt: skip

    client = signed_in(cast.province)
    client.post(reverse(NEW), levels)

    own = OwnSet.objects.get()
    of = parsed(own.key, own.text)
    assert (of.subject, of.scope, of.holding.months if of.holding else None) == (
        Subject.COMMUNITY,
        Scope.HAMLET,
        36,
    )
    assert [(item.level, item.threshold.percent if item.threshold else None) for item in of.items] == [
        ("1", None),
        ("1", 50),
        ("2", None),
    ]
    assert "Mức độ 2" in words(client.get(address("own-set", own)))


def family_title(unit, name="Nông Văn A"):
    return services.register(
        mandate=machine(Action.REGISTER, date(YEAR, 2, 3)),
        programme=Programme.FAMILY,
        year=YEAR,
        subject=group("family", name, unit=unit),
    )


def test_a_set_is_tried_then_adopted_and_its_titles_change_over(cast, signed_in):
    ours, elsewhere = family_title(cast.na_po), family_title(cast.that_khe)
    client = signed_in(cast.province)
    own = entered(client)

    early = client.post(address("own-set-adopt", own), follow=True)
    assert ("was not tried on the marked sheets yet" in words(early), OwnSet.objects.get().adopted_on) == (
        True,
        None,
    )

    tried = client.post(address("own-set-try", own))
    client.post(address("own-set-adopt", own))

    assert "Come out the same 0" in words(tried)
    assert OwnSet.objects.values_list("adopted_by").get() == (cast.province.pk,)
    assert dict(Registration.objects.values_list("pk", "set_key")) == {
        ours.pk: own.key,
        elsewhere.pk: "learning-family/2022",
    }
    acts = AuditLine.objects.filter(act__endswith="own set").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["entered own set", "tried own set", "adopted own set"]


def stricter():
    """A set of citizens that only looks at the first two items, for 50 points each."""
    return families(
        subject="citizen",
        **rows(
            "criteria",
            {"group": "I. x", "code": "1", "label": "Đọc", "most": "50"},
            {"code": "2", "label": "Kế hoạch", "most": "50"},
        ),
    )


def test_a_trial_names_whose_title_would_come_out_otherwise_and_can_be_taken_away(cast, signed_in):
    passing = citizen("Nông Văn Hoà", home=cast.na_po)
    self_assessed(passing)
    client = signed_in(cast.province)
    client.post(reverse(NEW), stricter())
    own = OwnSet.objects.get()

    page = words(client.post(address("own-set-try", own)))
    content = client.post(address("own-set-try", own), {"export": "csv"}).content.decode("utf-8-sig")

    assert "Would no longer reach it 1" in page
    assert f"Nông Văn Hoà {passing.paper_code}" in page
    assert "Công dân học tập (80 points)" in page
    assert "not reached (16 points)" in page
    assert all(word in content for word in ("Nông Văn Hoà", passing.paper_code))


def test_titles_whose_marks_a_set_cannot_judge_are_named_with_the_reason(cast, signed_in):
    title = citizen("Nông Văn Hoà", home=cast.na_po)
    self_assessed(title)
    client = signed_in(cast.province)
    client.post(reverse(NEW), families(subject="citizen"))

    page = words(client.post(address("own-set-try", OwnSet.objects.get())))

    assert "Could not be tried 1" in page
    assert "Nông Văn Hoà" in page


def test_a_set_that_is_not_whole_is_neither_tried_nor_adopted(cast, signed_in):
    client = signed_in(cast.province)
    own = entered(client, is_whole="")

    for name in ("own-set-try", "own-set-adopt"):
        assert "cannot recognise anyone yet" in words(client.post(address(name, own), follow=True))

    assert OwnSet.objects.values_list("tried_on", "adopted_on").get() == (None, None)


def test_a_draft_is_written_anew_and_has_to_be_tried_again(cast, signed_in):
    client = signed_in(cast.province)
    own = entered(client)
    client.post(address("own-set-try", own))

    page = client.get(address("own-set-edit", own))
    client.post(address("own-set-edit", own), fields_of(page) | {"title": "Bộ đã sửa"})

    kept = OwnSet.objects.get()
    assert (parsed(kept.key, kept.text).title, kept.tried_on) == ("Bộ đã sửa", None)
    assert parsed(kept.key, kept.text).is_official


def test_an_adopted_set_never_changes(cast, signed_in):
    client = signed_in(cast.province)
    own = entered(client)
    client.post(address("own-set-try", own))
    client.post(address("own-set-adopt", own))

    answers = [
        client.get(address("own-set-edit", own)),
        client.post(address("own-set-edit", own), families(title="Khác")),
    ]
    again = client.post(address("own-set-adopt", own), follow=True)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert "is in use, so it cannot be changed" in words(again)
    assert parsed(own.key, OwnSet.objects.get().text).title == "Gia đình học tập (bộ của tỉnh)"


def test_sets_are_listed_and_the_list_is_taken_away(cast, signed_in):
    client = signed_in(cast.province)
    entered(client)

    assert "Gia đình học tập (bộ của tỉnh)" in words(client.get(reverse(LIST)))
    assert "99/QĐ-UBND" in client.get(reverse(LIST), {"export": "csv"}).content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "x",
        "set:no/such",
        "own:1",
        "own:99999999999999999999",
        "empty:family/hamlet:points",
        "empty:family/any:x",
    ],
)
def test_what_there_is_not_to_start_from_is_not_found(cast, signed_in, asked):
    assert signed_in(cast.province).get(reverse(NEW), {"from": asked}).status_code == 404


def test_a_set_for_a_unit_out_of_reach_is_not_entered(cast, signed_in):
    answer = signed_in(cast.province).post(reverse(NEW), families(unit="lang-son"))

    assert (answer.status_code, OwnSet.objects.count()) == (422, 0)


@pytest.mark.parametrize("text", [FAMILIES, HAMLETS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_finds_no_set_of_another_province(cast, signed_in, client, text, method):
    own = services.enter_own_set(mandate=machine(Action.DECIDE), unit=cast.cao_bang, text=text)
    services.try_own_set(mandate=machine(Action.DECIDE), own_set=own)
    strange = signed_in(cast.stranger)

    for name in ("own-set", "own-set-edit", "own-set-try", "own-set-adopt"):
        assert getattr(strange, method)(address(name, own), families()).status_code in (404, 405), name
        assert getattr(signed_in(cast.commune), method)(address(name, own), families()).status_code in (
            403,
            405,
        ), name
        assert getattr(client, method)(address(name, own), families()).status_code == 302, name
    assert "bộ của tỉnh" not in words(strange.get(reverse(LIST)))
    assert strange.get(reverse(NEW), {"from": f"own:{own.pk}"}).status_code == 404
    assert OwnSet.objects.values_list("text", "adopted_on").get() == (text, None)


def test_without_a_post_to_decide_nobody_comes_in(cast, signed_in, client):
    for name in (LIST, NEW):
        assert signed_in(cast.commune).get(reverse(name)).status_code == 403
        assert signed_in(cast.nobody).post(reverse(name), families()).status_code == 403
        assert client.get(reverse(name)).status_code == 302
    assert not OwnSet.objects.exists()


def test_forms_of_units_are_named_and_a_criterion_may_be_asked_in_one_only(cast, signed_in):
    client = signed_in(cast.province)
    typed = families(
        subject="unit",
        scope="commune",
        **rows("forms", {"label": "Cơ quan"}, {"label": "Trường học"}),
        **rows(
            "criteria",
            {"group": "I. x", "code": "1", "label": "Chung", "most": "90"},
            {"code": "2", "label": "Của cơ quan", "most": "10", "forms_of": ["m1"]},
            {"code": "3", "label": "Của trường", "most": "10", "forms_of": ["m2"]},
        ),
    )

    offered = client.post(reverse(NEW), typed | {"more": "criteria"}).content.decode()
    client.post(reverse(NEW), typed)

    own = OwnSet.objects.get()
    of = parsed(own.key, own.text)
    assert ('value="m2"' in offered, "Trường học" in offered) == (True, True)
    assert [(one.code, one.label) for one in of.forms] == [("m1", "Cơ quan"), ("m2", "Trường học")]
    assert [item.forms for item in of.items] == [(), ("m1",), ("m2",)]
