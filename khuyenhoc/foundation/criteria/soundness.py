"""
What must hold of every set of criteria: the codes, the sums, and what a set needs before it may recognise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from khuyenhoc.foundation.criteria.sets import HALF, SCOPES, WHOLE, CriteriaSet, Kind, points_text
from khuyenhoc.foundation.values import catalogue
from khuyenhoc.foundation.values.wording import gettext as _


def faults(of: CriteriaSet) -> list[str]:
    """Everything that does not hold of a set, in sentences that say place, reason and way out."""
    faults_met = [*_faults_of_codes(of), *_faults_of_deciders(of), *_faults_of_thresholds(of)]
    if of.scope not in SCOPES[of.subject]:
        faults_met.append(
            _(
                "The scope does not fit the subject. Communities and units must state their tier; other "
                "subjects write any."
            )
        )
    faults_met += _faults_of_levels(of) if of.kind is Kind.LEVELS else _faults_of_points(of)
    if of.is_official:
        faults_met += _faults_of_a_complete_set(of)
    return faults_met


def _faults_of_codes(of: CriteriaSet) -> Iterator[str]:
    for what, codes in (
        (_("The group"), [group.code for group in of.groups]),
        (_("The item"), [item.code for item in of.items]),
        (_("The grade"), [grade.code for grade in of.grades]),
        (_("The form"), [form.code for form in of.forms]),
    ):
        yield from (
            _("%(what)s %(code)s is there %(times)s times. Use each code once.")
            % {"what": what, "code": code, "times": times}
            for code, times in Counter(codes).items()
            if times > 1
        )
    forms = {form.code for form in of.forms}
    for item in of.items:
        yield from (
            _("%(named)s: there is no form %(form)s. Correct the code, or add the form.")
            % {"named": item.named, "form": form}
            for form in item.forms
            if form not in forms
        )


def _faults_of_deciders(of: CriteriaSet) -> Iterator[str]:
    for decider, other in combinations(of.deciders, 2):
        if decider.tier == other.tier and decider.effective.overlaps(other.effective):
            unknown = _("not known")
            first, second = decider.who or unknown, other.who or unknown
            yield (
                _(
                    "Who decides: the two lines “%(first)s” and “%(second)s” have days in common. Correct "
                    "the first or the last day of one line."
                )
                % {"first": first, "second": second}
            )


def _faults_of_thresholds(of: CriteriaSet) -> Iterator[str]:
    for item in of.items:
        if item.threshold is None:
            continue
        indicator = catalogue.indicators().get(item.threshold.share)
        if indicator is None or indicator.share_of is None:
            yield (
                _(
                    "%(named)s: no share can be computed from the indicator %(share)s. Write the code of an "
                    "indicator that has a total to compare with."
                )
                % {"named": item.named, "share": item.threshold.share}
            )
        if not 0 < item.threshold.percent <= 100:
            yield (
                _(
                    "%(named)s: a share of %(percent)s %% is not possible. Write a number above 0 and not "
                    "above 100."
                )
                % {"named": item.named, "percent": points_text(item.threshold.percent)}
            )


def _faults_of_points(of: CriteriaSet) -> Iterator[str]:
    yield from (
        _("%(named)s: only a set of levels states a level. Remove this field.") % {"named": item.named}
        for item in of.items
        if item.level
    )
    for item in of.items:
        if item.step not in (HALF, WHOLE):
            yield (
                _(
                    "%(named)s: a step of %(step)s points is not possible. Write 1 (whole points) or 0.5 "
                    "(half points)."
                )
                % {"named": item.named, "step": points_text(item.step)}
            )
            continue
        for points in (item.max_points, item.min_points):
            if points is not None and points % item.step:
                yield (
                    _(
                        "%(named)s: %(points)s points are not a multiple of the step %(step)s. Correct one "
                        "of the two."
                    )
                    % {"named": item.named, "points": points_text(points), "step": points_text(item.step)}
                )
        if item.max_points == 0:
            yield _("%(named)s: the highest points are 0. Write points above 0, or remove this item.") % {
                "named": item.named
            }
        if item.min_points is not None and (item.max_points is None or item.min_points > item.max_points):
            yield (
                _(
                    "%(named)s: the lowest points are above the highest, or the highest are not given. "
                    "Correct these two numbers."
                )
                % {"named": item.named}
            )
    yield from _faults_of_sums(of)
    reached = [grade.min_points for grade in of.grades if grade.min_points is not None]
    if any(upper <= lower for upper, lower in pairwise(reached)):
        yield _(
            "The grades must stand from the highest to the lowest, with falling points. Put them in order."
        )
    yield from (
        _(
            "Grade “%(label)s”: it needs %(min_points)s points, outside the range above 0 up to the "
            "total. Correct it."
        )
        % {"label": grade.label, "min_points": points_text(grade.min_points)}
        for grade in of.grades
        if grade.min_points is not None and not 0 < grade.min_points <= (of.total or grade.min_points)
    )


def _faults_of_sums(of: CriteriaSet) -> Iterator[str]:
    """
    What is known must add up; where something is unknown, it may only fall short. Each form is asked the
    whole total.
    """
    for form in _forms_to_check(of):
        in_form = _(" (form %(form)s)") % {"form": form} if form else ""
        for group in of.groups:
            parts = [item.max_points for item in group.items if not item.forms or form in item.forms]
            place = _("Group %(code)s") % {"code": group.code} + in_form
            yield from _fault_of_sum(place, parts, group.max_points, of.is_official)
        every = [item.max_points for item in of.items_of(form)]
        yield from _fault_of_sum(_("The whole criteria set") + in_form, every, of.total, of.is_official)
    whole_groups = [group.max_points for group in of.groups]
    if any(whole_groups):
        yield from _fault_of_sum(
            _("All groups"), whole_groups, of.total, of.is_official and None not in whole_groups
        )


def _fault_of_sum(
    place: str, parts: Iterable[Decimal | None], stated: Decimal | None, is_whole: bool
) -> Iterator[str]:
    found = sum((part for part in parts if part is not None), Decimal(0))
    if stated is not None and (found != stated if is_whole else found > stated):
        yield (
            _(
                "%(place)s: the highest points add up to %(found)s, but %(stated)s is written. Correct the "
                "points of the items, or the total."
            )
            % {"place": place, "found": points_text(found), "stated": points_text(stated)}
        )


def _faults_of_levels(of: CriteriaSet) -> Iterator[str]:
    if of.total is not None or any(grade.min_points is not None for grade in of.grades):
        yield _("A set of levels has no total and no points for its grades. Remove these points.")
    levels = {grade.code for grade in of.grades}
    for item in of.items:
        if item.max_points is not None or item.min_points is not None:
            yield _("%(named)s: a set of levels gives no points. Remove the points of this item.") % {
                "named": item.named
            }
        if item.level is not None and item.level not in levels:
            yield _("%(named)s: there is no level %(level)s. Correct the code, or add the level.") % {
                "named": item.named,
                "level": item.level,
            }


def _faults_of_a_complete_set(of: CriteriaSet) -> Iterator[str]:
    """Everything a recognition rests on must be there before a set may say that it is complete."""
    way_out = _("Complete it, or leave completeness as partial.")
    for what, is_there in (
        (_("the number of the issuing document"), of.authority.number),
        (_("the day of issue"), of.authority.issued_on),
        (_("the way of grading (kind)"), of.kind),
        (_("how long the title holds (holding)"), of.holding),
        (_("who decides"), [row for row in of.deciders if row.who]),
        (_("the grades"), of.grades),
        (_("the groups and items"), of.groups),
        (_("the total of points"), of.total or of.kind is not Kind.POINTS),
    ):
        if not is_there:
            yield _("Criteria set: %(what)s is missing. %(way_out)s") % {"what": what, "way_out": way_out}
    yield from (
        _("Group %(code)s: it has no items. %(way_out)s") % {"code": group.code, "way_out": way_out}
        for group in of.groups
        if not group.items
    )
    if of.kind is Kind.POINTS:
        yield from (
            _("%(named)s: the highest points are missing. %(way_out)s")
            % {"named": item.named, "way_out": way_out}
            for item in of.items
            if item.max_points is None
        )
        yield from (
            _("Grade “%(label)s”: its points are missing. %(way_out)s")
            % {"label": grade.label, "way_out": way_out}
            for grade in of.grades
            if grade.min_points is None
        )
        return
    yield from (
        _("%(named)s: its level is missing. %(way_out)s") % {"named": item.named, "way_out": way_out}
        for item in of.items
        if item.level is None
    )
    for form in _forms_to_check(of):
        asked = {item.level for item in of.items_of(form)}
        yield from (
            _("Level “%(label)s”: it has no items. %(way_out)s") % {"label": grade.label, "way_out": way_out}
            for grade in of.grades
            if grade.code not in asked
        )


def _forms_to_check(of: CriteriaSet) -> tuple[str | None, ...]:
    return tuple(form.code for form in of.forms) or (None,)
