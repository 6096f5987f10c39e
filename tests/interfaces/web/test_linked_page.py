"""
The page of a linked threshold: the share, what it is compared with, who is missing, and whom nobody may see.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import HAMLETS, citizen, group, machine, own_set, person, recognised
from tests.interfaces.web.conftest import words

YEAR = timezone.localdate().year


def registered(programme, unit, name="Xóm Nà Pò", year=YEAR):
    return services.register(
        mandate=machine(Action.REGISTER, date(year, 2, 3)),
        programme=programme,
        year=year,
        subject=group(programme.value, name, unit=unit),
    )


@pytest.fixture
def hamlet(cast):
    """A hamlet of last year with one learning citizen among three adults, under a set that asks for half."""
    year = YEAR - 1
    own_set(HAMLETS, unit=cast.cao_bang, on=date(year, 1, 2))
    recognised(citizen("Nông Văn A", home=cast.na_po, year=year), unit=cast.na_po, by=cast.duc_long)
    person("Lý Thị Én", home=cast.na_po)
    person("Bế Văn Ích", home=cast.na_po)
    person("Nông Thị Bé", home=cast.na_po, born=year - 8)
    return registered(Programme.COMMUNITY, cast.na_po, year=year)


def address(title):
    return reverse("web:linked", kwargs={"pk": title.pk})


def test_the_share_is_set_beside_its_threshold_and_the_missing_are_named(cast, signed_in, hamlet):
    page = words(signed_in(cast.chapter).get(address(hamlet)))

    assert all(
        word in page for word in ("1/3", "33,33 %", "50 % (2)", "not reached yet", "1 more are needed")
    )
    assert page.index("Lý Thị Én") < page.index("Bế Văn Ích")
    assert "Nông Văn A" not in page
    assert "Nông Thị Bé" not in page


def test_one_more_learning_citizen_and_the_page_says_so_at_once(cast, signed_in, hamlet):
    client = signed_in(cast.chapter)
    client.get(address(hamlet))

    recognised(
        citizen("Nông Văn B", home=cast.na_po, year=YEAR - 1),
        unit=cast.na_po,
        by=cast.duc_long,
        number="126/QĐ-UBND",
    )

    page = words(client.get(address(hamlet)))
    assert all(word in page for word in ("2/4", "50,00 %", "reached"))
    assert "not reached" not in page


def test_the_list_is_searched_without_accents_and_taken_away(cast, signed_in, hamlet):
    client = signed_in(cast.chapter)

    found = words(client.get(address(hamlet), {"q": "en ly"}))
    content = client.get(address(hamlet), {"export": "csv"}).content.decode("utf-8-sig")

    assert ("Lý Thị Én" in found, "Bế Văn Ích" in found) == (True, False)
    assert [name in content for name in ("Lý Thị Én", "Bế Văn Ích", "Nông Văn A")] == [True, True, False]
    assert AuditLine.objects.filter(
        act="took away who is missing", subject_id=hamlet.pk, facts={"people": 2}
    ).exists()


def test_who_looked_is_written_down_without_a_name(cast, signed_in, hamlet):
    signed_in(cast.chapter).get(address(hamlet))

    line = AuditLine.objects.get(act="looked at who is missing")
    assert (line.account, line.subject_id, line.facts) == (cast.chapter, hamlet.pk, {"people": 2})


def test_people_kept_elsewhere_are_counted_and_not_named(cast, signed_in):
    by_commune = registered(Programme.UNIT, cast.na_po, "Trường tiểu học Nà Pò")
    member = person("Hứa Thị Xa", home=cast.dong_khe)
    member.memberships.create(unit=cast.na_po, starts_on=date(YEAR, 1, 1))
    person("Lý Thị Én", home=cast.na_po)

    page = words(signed_in(cast.chapter).get(address(by_commune)))

    assert "Lý Thị Én" in page
    assert "Hứa Thị Xa" not in page
    assert "1 of them are kept by units your post does not reach" in page


def test_where_it_cannot_be_counted_the_page_says_why(cast, signed_in):
    at_commune = registered(Programme.COMMUNITY, cast.duc_long)

    page = words(signed_in(cast.commune).get(address(at_commune)))

    assert "cannot be counted" in page
    assert "It does not belong to a chapter or a committee yet" in page


def test_a_title_of_a_person_has_no_such_page(cast, signed_in):
    one = citizen("Nông Văn A", home=cast.na_po, year=YEAR)

    assert signed_in(cast.chapter).get(address(one)).status_code == 404


def test_a_stranger_finds_nothing(cast, signed_in, client, hamlet):
    strange = signed_in(cast.stranger)

    assert [
        strange.get(address(hamlet)).status_code,
        strange.get(address(hamlet), {"export": "csv"}).status_code,
    ] == [404, 404]
    assert strange.post(address(hamlet)).status_code == 404
    assert signed_in(cast.nobody).get(address(hamlet)).status_code == 403
    assert client.get(address(hamlet)).status_code == 302
    assert strange.get(reverse("web:linked", kwargs={"pk": 999_999})).status_code == 404
