"""A province enters its own set, looks at its trial, adopts it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Assessment, OwnSet, Programme, Recognition, Registration
from khuyenhoc.foundation.criteria.reading import SetNotSound
from khuyenhoc.foundation.criteria.sets import Scope, Subject
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import (
    AUTUMN,
    FAMILIES,
    SPRING,
    YEAR,
    citizen,
    decided,
    group,
    machine,
    mandate,
    own_set,
    self_assessed,
    state_of,
    verified,
)


def family_title(unit, year=YEAR):
    family = group("family", "Nông Văn A", unit=unit)
    return services.register(
        mandate=machine(Action.REGISTER, date(year, 2, 3)),
        programme=Programme.FAMILY,
        year=year,
        subject=family,
    )


def test_a_set_is_adopted_only_after_its_trial_was_looked_at(cast):
    by = mandate(cast.province, Action.DECIDE)
    entered = services.enter_own_set(mandate=by, unit=cast.cao_bang, text=FAMILIES)

    with pytest.raises(services.SetNotTried):
        services.adopt_own_set(mandate=by, own_set=entered)
    services.try_own_set(mandate=by, own_set=entered)
    rewritten = services.enter_own_set(
        mandate=by, unit=cast.cao_bang, text=FAMILIES + "\n", replacing=entered
    )
    with pytest.raises(services.SetNotTried):
        services.adopt_own_set(mandate=by, own_set=rewritten)

    assert OwnSet.objects.get().adopted_on is None


def test_an_adopted_set_judges_those_its_template_could_not(cast):
    ours, elsewhere, last_year = (
        family_title(cast.na_po),
        family_title(cast.that_khe),
        family_title(cast.na_po, year=2024),
    )
    self_assessed(ours, given={})

    own_set(FAMILIES, unit=cast.cao_bang, on=AUTUMN)

    keys = dict(Registration.objects.values_list("pk", "set_key"))
    assert keys == {
        ours.pk: "cao-bang/family-any/2025",
        elsewhere.pk: "learning-family/2022",
        last_year.pk: "learning-family/2022",
    }
    assert Assessment.objects.get().set_key == "learning-family/2022"
    assert family_title(cast.dong_khe).set_key == "cao-bang/family-any/2025"
    with pytest.raises(services.RowsRefused, match="đã thẩm định"):
        decided(ours, by=cast.duc_long)


def test_a_title_marked_under_the_old_set_has_to_be_marked_anew(cast):
    ours = family_title(cast.na_po)
    verified(ours, unit=cast.na_po, given={})
    own_set(FAMILIES, unit=cast.cao_bang, on=AUTUMN)

    with pytest.raises(services.RowsRefused, match="chưa chấm theo"):
        decided(ours, by=cast.duc_long)
    services.verify(
        mandate=machine(Action.VERIFY),
        findings=[services.Finding(ours.pk, holds=True, marks={"1.1": Decimal(30), "1.2": Decimal(30)})],
    )
    decided(ours, by=cast.duc_long)

    assert (state_of(ours), Recognition.objects.get().set_key) == ("recognised", "cao-bang/family-any/2025")


def test_a_trial_says_what_would_come_out_otherwise_and_changes_nothing(cast):
    passing = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(passing)
    stricter = (
        FAMILIES.replace('"family"', '"citizen"')
        .replace(
            '{ code = "1.1", label = "Trẻ em", max_points = 50 }',
            '{ code = "1", label = "x", max_points = 50 }',
        )
        .replace(
            '{ code = "1.2", label = "Người lớn", max_points = 50 }',
            '{ code = "2", label = "y", max_points = 50 }',
        )
    )
    by = mandate(cast.province, Action.DECIDE)
    entered = services.enter_own_set(mandate=by, unit=cast.cao_bang, text=stricter)

    trial = services.try_own_set(mandate=by, own_set=entered)

    assert (trial.gained, trial.lost, [change.reference for change in trial.changes]) == (
        0,
        1,
        [passing.paper_code],
    )
    assert Assessment.objects.get().is_passed is True


def test_an_adopted_set_never_changes_and_a_set_that_is_not_sound_is_not_kept(cast):
    own_set(FAMILIES, unit=cast.cao_bang)
    adopted = OwnSet.objects.get()

    with pytest.raises(services.SetAdopted):
        services.enter_own_set(
            mandate=machine(Action.DECIDE), unit=cast.cao_bang, text=FAMILIES, replacing=adopted
        )
    with pytest.raises(SetNotSound):
        services.enter_own_set(mandate=machine(Action.DECIDE), unit=cast.cao_bang, text="không phải TOML")

    assert OwnSet.objects.count() == 1


def test_a_set_without_the_whole_official_text_cannot_be_adopted(cast):
    by = machine(Action.DECIDE)
    entered = services.enter_own_set(
        mandate=by, unit=cast.cao_bang, text=FAMILIES.replace('"complete"', '"partial"')
    )

    with pytest.raises(services.CannotRecognise):
        services.adopt_own_set(mandate=by, own_set=entered)


def test_the_nearest_units_set_counts_before_the_country_ones(cast):
    own_set(FAMILIES, unit=cast.cao_bang)

    def key(unit, on=SPRING):
        found = queries.set_in_force(unit.pk, Subject.FAMILY, Scope.ANY, on=on)
        return found.key if found else None

    assert (key(cast.na_po), key(cast.that_khe)) == ("cao-bang/family-any/2025", "learning-family/2022")
    assert key(cast.na_po, date(2024, 12, 31)) == "learning-family/2022"


def test_forms_of_citizens_are_those_the_figures_are_counted_by(cast):
    strange = FAMILIES.replace('"family"', '"citizen"') + '[[form]]\ncode = "farmer"\nlabel = "Nông dân"\n'

    with pytest.raises(SetNotSound, match="farmer"):
        services.enter_own_set(mandate=machine(Action.DECIDE), unit=cast.cao_bang, text=strange)
