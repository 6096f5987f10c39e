"""Committees, their officers, and one officer's work handed over to the next (RULE-41)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import queries, services
from khuyenhoc.domain.people.models import Committee, Office, Person, Posting
from khuyenhoc.domain.people.services import CitedPaper
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate
from tests.cast import Cast
from tests.domain.people.persons import machine, mandate, person

BEGUN, CHANGED = date(2025, 9, 1), date(2026, 2, 1)
ORGANISE = Action.ORGANISE


def organiser() -> Mandate:
    return machine(ORGANISE)


def committee_of(
    unit: Unit, *, on: date = BEGUN, until: date | None = None, is_provisional: bool = False
) -> Committee:
    return services.form_committee(
        mandate=organiser(), unit=unit, is_provisional=is_provisional, starts_on=on, ends_on=until
    )


def officer(committee: Committee, someone: Person, post: str = "chair", *, on: date = BEGUN) -> Office:
    return services.appoint_officer(
        mandate=organiser(), committee=committee, person=someone, post=post, starts_on=on
    )


def spans(committee: Committee) -> list[tuple[str, str, date, date | None]]:
    return list(
        committee.offices.order_by("starts_on", "pk").values_list(
            "person__full_name", "post", "starts_on", "ends_on"
        )
    )


# ---- Committees ----


def test_a_provisional_committee_serves_until_the_elected_one(cast: Cast) -> None:
    provisional = committee_of(cast.duc_long, is_provisional=True)
    officer(provisional, person("Nông Văn Hoà", home=cast.na_po))

    elected = services.form_committee(
        mandate=organiser(),
        unit=cast.duc_long,
        is_provisional=False,
        starts_on=CHANGED,
        ends_on=date(2031, 2, 1),
        paper=CitedPaper("12/QĐ-HKH", "Hội Khuyến học tỉnh Cao Bằng", date(2026, 1, 20)),
    )

    newest, oldest = queries.committees_of(cast.duc_long, mandate=organiser())
    assert (newest.id, newest.is_provisional, newest.document) == (elected.pk, False, "12/QĐ-HKH")
    assert (oldest.is_provisional, oldest.starts_on, oldest.ends_on) == (True, BEGUN, CHANGED)
    assert oldest.officers[0].ends_on == CHANGED


def test_a_committee_without_a_paper_is_one_all_the_same(cast: Cast) -> None:
    assert committee_of(cast.duc_long).document is None


@pytest.mark.parametrize(("on", "until"), [(BEGUN, BEGUN), (BEGUN, date(2025, 1, 1))])
def test_a_term_ends_after_it_begins(cast: Cast, on: date, until: date) -> None:
    with pytest.raises(services.CannotForm) as refused:
        committee_of(cast.duc_long, on=on, until=until)

    assert refused.value.field == "ends_on"


def test_no_committee_is_formed_before_one_that_is_there(cast: Cast) -> None:
    committee_of(cast.duc_long, on=CHANGED)

    with pytest.raises(services.CannotForm, match="01/02/2026"):
        committee_of(cast.duc_long, on=BEGUN)


def test_a_unit_that_has_ended_gets_no_committee(cast: Cast) -> None:
    with pytest.raises(services.CannotForm, match="không hoạt động"):
        committee_of(cast.thach_an)


def test_a_document_has_one_day(cast: Cast) -> None:
    paper = CitedPaper("12/QĐ-HKH", "Hội Khuyến học tỉnh", date(2025, 8, 20))
    services.form_committee(
        mandate=organiser(), unit=cast.duc_long, is_provisional=True, starts_on=BEGUN, paper=paper
    )

    with pytest.raises(services.CannotForm, match="20/08/2025"):
        services.form_committee(
            mandate=organiser(),
            unit=cast.dong_khe,
            is_provisional=True,
            starts_on=BEGUN,
            paper=CitedPaper("12/QĐ-HKH", "Hội Khuyến học tỉnh", date(2025, 8, 21)),
        )


def test_a_committee_ends_with_its_officers(cast: Cast) -> None:
    committee = committee_of(cast.duc_long)
    officer(committee, person(home=cast.na_po))

    services.end_committee(mandate=organiser(), committee=committee, on=CHANGED)

    assert spans(committee) == [("Nông Văn Hoà", "chair", BEGUN, CHANGED)]
    with pytest.raises(services.CannotEndCommittee):
        services.end_committee(mandate=organiser(), committee=committee, on=CHANGED)


def test_the_database_keeps_one_committee_of_a_unit_a_day(cast: Cast) -> None:
    committee_of(cast.duc_long)

    with pytest.raises(IntegrityError, match="one_committee_of_a_unit_a_day"), transaction.atomic():
        Committee.objects.create(unit=cast.duc_long, is_provisional=True, starts_on=CHANGED)


# ---- Officers ----


def test_officers_stand_in_the_order_of_the_posts(cast: Cast) -> None:
    committee = committee_of(cast.duc_long, until=date(2030, 9, 1))
    officer(committee, person("Bế Văn An", home=cast.na_po), "officer")
    officer(committee, person("Nông Văn Hoà", home=cast.na_po), "chair")

    (shown,) = queries.committees_of(cast.duc_long, mandate=organiser())

    assert [(line.name, line.post, line.ends_on) for line in shown.officers] == [
        ("Nông Văn Hoà", "chair", date(2030, 9, 1)),
        ("Bế Văn An", "officer", date(2030, 9, 1)),
    ]


def test_an_officer_is_appointed_within_the_term(cast: Cast) -> None:
    committee = committee_of(cast.duc_long, until=CHANGED)

    for day in (date(2025, 8, 31), CHANGED):
        with pytest.raises(services.CannotAppoint, match="nhiệm kỳ"):
            officer(committee, person(home=cast.na_po), on=day)


def test_nobody_holds_two_offices_in_a_committee(cast: Cast) -> None:
    committee, someone = committee_of(cast.duc_long), person(home=cast.na_po)
    officer(committee, someone)

    with pytest.raises(services.CannotAppoint, match="đang giữ"):
        officer(committee, someone, "officer")


def test_a_post_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(services.UnknownPost):
        officer(committee_of(cast.duc_long), person(home=cast.na_po), "king")


# ---- Handed over ----


def test_an_office_is_handed_over_as_one_act(cast: Cast) -> None:
    committee = committee_of(cast.duc_long)
    outgoing = officer(committee, person("Nông Văn Hoà", home=cast.na_po))

    begun = services.hand_over(
        mandate=organiser(), office=outgoing, successor=person("Lý Thị Én", home=cast.na_po), on=CHANGED
    )

    assert spans(committee) == [
        ("Nông Văn Hoà", "chair", BEGUN, CHANGED),
        ("Lý Thị Én", "chair", CHANGED, None),
    ]
    assert begun.took_over_from == outgoing
    (shown,) = queries.committees_of(cast.duc_long, mandate=organiser())
    assert [line.took_over_from for line in shown.officers] == ["", "Nông Văn Hoà"]


def test_a_vice_chair_who_becomes_chair_leaves_the_post_before(cast: Cast) -> None:
    committee, vice = committee_of(cast.duc_long), person("Lý Thị Én", home=cast.na_po)
    outgoing = officer(committee, person("Nông Văn Hoà", home=cast.na_po))
    officer(committee, vice, "vice_chair")

    services.hand_over(mandate=organiser(), office=outgoing, successor=vice, on=CHANGED)

    assert ("Lý Thị Én", "vice_chair", BEGUN, CHANGED) in spans(committee)
    assert ("Lý Thị Én", "chair", CHANGED, None) in spans(committee)


def test_the_right_to_work_passes_from_account_to_account(cast: Cast) -> None:
    committee = committee_of(cast.duc_long)
    outgoing = officer(committee, person("Lý Văn Xã", home=cast.duc_long), "officer")
    held = Posting.objects.get(account=cast.commune)

    services.hand_over(
        mandate=organiser(),
        office=outgoing,
        successor=person("Lý Thị Én", home=cast.na_po),
        on=CHANGED,
        posting=held,
        account=cast.nobody,
    )

    held.refresh_from_db()
    given = Posting.objects.get(account=cast.nobody)
    assert held.ends_on == CHANGED
    assert (given.unit, given.post, given.starts_on, given.ends_on) == (
        cast.duc_long,
        "officer",
        CHANGED,
        None,
    )


def test_a_posting_of_another_unit_is_not_ended_by_a_hand_over(cast: Cast) -> None:
    outgoing = officer(committee_of(cast.duc_long), person(home=cast.na_po))
    elsewhere = Posting.objects.get(account=cast.stranger)

    with pytest.raises(services.CannotHandOver):
        services.hand_over(
            mandate=organiser(),
            office=outgoing,
            successor=person("Lý Thị Én", home=cast.na_po),
            on=CHANGED,
            posting=elsewhere,
        )

    assert Office.objects.get().ends_on is None
    assert Posting.objects.get(account=cast.stranger).ends_on is None


def test_an_office_is_not_handed_to_its_holder_nor_before_it_began_nor_twice(cast: Cast) -> None:
    committee, holder, other = (
        committee_of(cast.duc_long),
        person(home=cast.na_po),
        person("Lý Thị Én", home=cast.na_po),
    )
    outgoing = officer(committee, holder)

    with pytest.raises(services.CannotHandOver):
        services.hand_over(mandate=organiser(), office=outgoing, successor=holder, on=CHANGED)
    with pytest.raises(services.CannotHandOver):
        services.hand_over(mandate=organiser(), office=outgoing, successor=other, on=BEGUN)
    services.hand_over(mandate=organiser(), office=outgoing, successor=other, on=CHANGED)
    with pytest.raises(services.CannotHandOver):
        services.hand_over(
            mandate=organiser(), office=outgoing, successor=person("Bế Văn An", home=cast.na_po), on=CHANGED
        )


def test_an_officer_may_leave_with_nobody_to_follow(cast: Cast) -> None:
    committee = committee_of(cast.duc_long)

    services.end_office(mandate=organiser(), office=officer(committee, person(home=cast.na_po)), on=CHANGED)

    assert spans(committee) == [("Nông Văn Hoà", "chair", BEGUN, CHANGED)]


def test_no_audit_line_names_an_officer(cast: Cast) -> None:
    committee = committee_of(cast.duc_long)
    outgoing = officer(committee, person("Đàm Thị Riêng", home=cast.na_po))

    services.hand_over(
        mandate=organiser(), office=outgoing, successor=person("Vi Văn Kín", home=cast.na_po), on=CHANGED
    )

    said = " ".join(str(line.facts) for line in AuditLine.objects.all())
    assert "Riêng" not in said
    assert "Kín" not in said


@pytest.mark.parametrize("who", ["commune", "stranger", "nobody"])
def test_only_who_organises_the_unit_touches_its_committee(cast: Cast, who: str) -> None:
    by, someone = mandate(getattr(cast, who), ORGANISE), person(home=cast.na_po)
    committee = committee_of(cast.duc_long)
    office = officer(committee, someone)

    for act in (
        lambda: services.form_committee(
            mandate=by, unit=cast.duc_long, is_provisional=True, starts_on=CHANGED
        ),
        lambda: services.end_committee(mandate=by, committee=committee, on=CHANGED),
        lambda: services.appoint_officer(
            mandate=by, committee=committee, person=someone, post="chair", starts_on=CHANGED
        ),
        lambda: services.hand_over(
            mandate=by, office=office, successor=person("Lý Thị Én", home=cast.na_po), on=CHANGED
        ),
        lambda: services.end_office(mandate=by, office=office, on=CHANGED),
    ):
        with pytest.raises(OutsideMandate):
            act()


def test_a_stranger_reads_no_committee(cast: Cast) -> None:
    committee_of(cast.duc_long)

    with pytest.raises(OutsideMandate):
        queries.committees_of(cast.duc_long, mandate=mandate(cast.stranger))
