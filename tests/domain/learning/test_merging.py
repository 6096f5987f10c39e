"""Two records that may be one: answered different, or made one with everything of both. Never by itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Answer, Group, Membership, Person, PossibleDuplicate, RegisterSheet
from khuyenhoc.domain.people.services import undo_register
from khuyenhoc.domain.people.services.duplicates import CannotMerge, NoSuchDoubt, answer_different
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests.cast import client_of
from tests.domain.learning.titles import SPRING, YEAR, citizen, machine, mandate
from tests.domain.people.lists import loaded

BY = machine(Action.REGISTER)


def twins(cast):
    """Two records of one name, one without a year of birth."""
    loaded(cast.duc_long, "Họ và tên,Xóm,Năm sinh", "Nông Văn Hoà,Nà Pò,1970", kind=RegisterKind.MEMBER)
    loaded(cast.duc_long, "Họ và tên,Xóm,Điện thoại", "Nông Văn Hòa,,0912345678", kind=RegisterKind.MEMBER)
    doubt = PossibleDuplicate.objects.get()
    assert doubt.person is not None
    assert doubt.other_person is not None
    return doubt, doubt.person, doubt.other_person


def test_two_made_one_keep_everything_of_both(cast):
    doubt, kept, gone = twins(cast)
    title = services.register(
        mandate=machine(Action.REGISTER, SPRING),
        programme=Programme.CITIZEN,
        year=YEAR,
        subject=gone,
        form="resident",
    )

    services.merge(mandate=BY, doubt=doubt.pk, keep=kept.pk)

    one = Person.objects.get()
    assert (one.pk, one.birth_year, one.phone) == (kept.pk, 1970, "0912345678")
    assert Registration.objects.get(pk=title.pk).person == one
    assert [membership.unit for membership in Membership.objects.filter(person=one)] == [cast.na_po]
    assert not PossibleDuplicate.objects.exists()
    assert AuditLine.objects.get(act="merged").facts == {"gone": gone.pk}


def test_memberships_of_other_times_are_those_of_the_kept_one_too(cast):
    doubt, kept, gone = twins(cast)
    Membership.objects.filter(person=gone).update(starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))

    services.merge(mandate=BY, doubt=doubt.pk, keep=kept.pk)

    spans = (
        Membership.objects.filter(person=kept)
        .order_by("starts_on")
        .values_list("unit__key", "starts_on__year")
    )
    assert list(spans) == [("duc-long", 2020), ("na-po", 2025)]


def test_taking_back_the_list_that_brought_the_one_that_went_leaves_the_kept_one(cast):
    doubt, kept, gone = twins(cast)
    second = gone.pk
    services.merge(mandate=BY, doubt=doubt.pk, keep=kept.pk)

    undo_register(mandate=BY, sheet=RegisterSheet.objects.order_by("-pk")[0])

    assert Person.objects.get().pk == kept.pk != second


def test_two_that_went_for_one_title_in_one_year_are_not_merged(cast):
    doubt, kept, gone = twins(cast)
    for one in (kept, gone):
        services.register(
            mandate=machine(Action.REGISTER, SPRING),
            programme=Programme.CITIZEN,
            year=YEAR,
            subject=one,
            form="resident",
        )

    with pytest.raises(CannotMerge, match=f"Công dân học tập năm {YEAR}"):
        services.merge(mandate=BY, doubt=doubt.pk, keep=kept.pk)

    assert Person.objects.count() == 2


def test_families_are_merged_too(cast):
    loaded(cast.duc_long, "Họ và tên chủ hộ,Xóm,Số khẩu,Năm sinh", "Nông Văn Hoà,Nà Pò,,1970")
    loaded(cast.duc_long, "Họ và tên chủ hộ,Xóm,Số khẩu", "Nông Văn Hòa,Nà Pò,4")
    doubt = PossibleDuplicate.objects.get()

    services.merge(mandate=BY, doubt=doubt.pk, keep=doubt.group_id or 0)

    one = Group.objects.get()
    assert (one.head_birth_year, one.size) == (1970, 4)


def test_two_said_to_be_different_are_not_asked_about_again(cast):
    doubt, *_ = twins(cast)

    answer_different(mandate=mandate(cast.commune, Action.REGISTER), doubt=doubt.pk)
    loaded(cast.duc_long, "Họ và tên,Xóm,Điện thoại", "Nông Văn Hòa,,0912345678", kind=RegisterKind.MEMBER)

    doubt.refresh_from_db()
    assert (doubt.answer, doubt.answered_by) == (Answer.DIFFERENT, cast.commune)
    assert Person.objects.count() == 2
    with pytest.raises(NoSuchDoubt):
        services.merge(mandate=BY, doubt=doubt.pk, keep=doubt.person_id or 0)


def test_the_one_to_keep_is_one_of_the_two(cast):
    doubt, *_ = twins(cast)
    other = citizen("Bế Văn Khác", home=cast.na_po)

    with pytest.raises(NoSuchDoubt):
        services.merge(mandate=BY, doubt=doubt.pk, keep=other.person_id or 0)

    assert Person.objects.count() == 3


def test_somebody_looks_at_both_and_answers_on_the_page(cast):
    doubt, kept, _gone = twins(cast)
    client = client_of(cast.commune)

    page = client.get(reverse("web:register-duplicates")).content.decode()
    client.post(reverse("web:register-duplicate-answer", kwargs={"doubt": doubt.pk}), {"keep": kept.pk})

    assert all(said in page for said in ("Nông Văn Hoà", "Nông Văn Hòa", "1970", "0912345678"))
    assert Person.objects.get() == kept


def test_a_stranger_sees_no_pair_and_answers_none(cast):
    doubt, kept, _gone = twins(cast)
    client = client_of(cast.stranger)

    page = client.get(reverse("web:register-duplicates")).content.decode()
    for said in ({"keep": kept.pk}, {}):
        client.post(reverse("web:register-duplicate-answer", kwargs={"doubt": doubt.pk}), said)

    assert "Nông Văn" not in page
    doubt.refresh_from_db()
    assert (doubt.answer, Person.objects.count()) == (Answer.OPEN, 2)
