"""
A set of criteria as a volunteer fills it in: its decision, rows of criteria, grades, who decides. From the
form a set is made, never TOML typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from khuyenhoc.domain.people.sheets import FORMS
from khuyenhoc.foundation.criteria.sets import (
    Authority,
    Completeness,
    Confidence,
    CriteriaSet,
    Decider,
    Form,
    Grade,
    Holding,
    Kind,
    Scope,
    Subject,
    Tier,
    points_text,
)
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.interfaces.web.learning.forms.linked import ADULTS, LEARNERS, STAFF
from khuyenhoc.interfaces.web.learning.forms.own_sets.facts import SetFacts
from khuyenhoc.interfaces.web.learning.forms.own_sets.fields import as_typed
from khuyenhoc.interfaces.web.learning.forms.own_sets.groups import groups_of, rows_of
from khuyenhoc.interfaces.web.learning.forms.own_sets.rows import PARTS, CriterionRow, FormRow

Rows = BaseFormSet[Any]


class OwnSetForm:
    """
    The whole sheet: the facts and four lists of rows. Bound to what was handed in, or filled from a set to
    start from.
    """

    def __init__(
        self,
        *,
        units: Sequence[tuple[str, str]],
        posted: QueryDict | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        filled = start or {}
        self.facts = SetFacts(posted, units=units, initial=filled.get("facts"))
        shares = _shares_of(posted.items() if posted is not None else (), filled.get("criteria", ()))
        of_citizens = self.facts["subject"].value() == Subject.CITIZEN
        set_forms = _forms_of(posted, filled.get("forms", ()))
        self.rows: dict[str, Rows] = {}
        for name, (row, blank, most) in PARTS.items():
            made = formset_factory(row, extra=blank, max_num=most, absolute_max=most, validate_max=True)
            kwargs: dict[str, Any] = {}
            if row is CriterionRow:
                kwargs = {"shares": shares, "set_forms": FORMS if of_citizens else set_forms}
            elif row is FormRow:
                kwargs = {"of_citizens": of_citizens}
            self.rows[name] = made(posted, prefix=name, initial=filled.get(name), form_kwargs=kwargs)

    def is_valid(self) -> bool:
        return all([self.facts.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def kind(self) -> Kind:
        kind = self.facts["kind"].value()
        return Kind(kind) if kind in list(Kind) else Kind.POINTS

    def criteria_set(self) -> CriteriaSet:
        """The set as it was filled in; its key is given when it is kept. Only once the form is valid."""
        said = self.facts.cleaned_data
        groups = tuple(
            groups_of(
                [row.cleaned_data for row in self.rows["criteria"] if row.cleaned_data and not row.is_blank],
                self.kind,
            )
        )
        whole = (
            Completeness.COMPLETE
            if said["is_whole"]
            else Completeness.PARTIAL
            if groups
            else Completeness.TEMPLATE
        )
        start, last = said["effective_from"], said["last_day"]
        return CriteriaSet(
            key="",
            subject=Subject(said["subject"]),
            scope=Scope(said["scope"]),
            title=said["title"],
            authority=Authority(said["document"], said["issuer"], said["number"] or None, said["issued_on"]),
            effective=Validity(start) if last is None else Validity.through(start, last),
            completeness=whole,
            kind=self.kind,
            total=said["total"] if self.kind is Kind.POINTS else None,
            holding=Holding(said["months"], said["upgrade_after_months"], Confidence.HIGH, ""),
            deciders=tuple(
                Decider(
                    row["who"],
                    Validity(start),
                    Tier(row["tier"]) if row["tier"] else None,
                    Confidence.HIGH,
                    "",
                )
                for row in self._filled("deciders", "who")
            ),
            forms=tuple(self._forms()),
            groups=groups,
            grades=tuple(self._grades()),
            known=(),
            missing=(),
            replaces=(),
        )

    def _forms(self) -> Iterator[Form]:
        """The rows filled in; one without a sign gets one by its place."""
        for n, row in enumerate(self.rows["forms"]):
            said = row.cleaned_data
            if said and (said.get("label") or said.get("code")):
                yield Form(said["code"] or _form_code(n), said["label"] or FORMS.get(said["code"], ""))

    def _grades(self) -> Iterator[Grade]:
        rows = self._filled("grades", "label", "code")
        for n, row in enumerate(rows):
            code = row["code"] or ("recognised" if len(rows) == 1 else str(len(rows) - n))
            yield Grade(code, row["label"], row["least"] if self.kind is Kind.POINTS else None)

    def _filled(self, part: str, *names: str) -> list[dict[str, Any]]:
        rows = [row.cleaned_data for row in self.rows[part] if row.cleaned_data]
        return [row for row in rows if any(row.get(name) for name in names)]


def with_more_rows(posted: QueryDict, part: str) -> QueryDict:
    """What was handed in, with room for more rows in a part; nothing typed is lost."""
    more = posted.copy()
    if part in PARTS:
        total, most = posted.get(f"{part}-TOTAL_FORMS", "0"), PARTS[part][2]
        more[f"{part}-TOTAL_FORMS"] = str(
            min(most, (int(total) if total.isdecimal() and len(total) < 5 else 0) + 10)
        )
    return more


def filled_from(of: CriteriaSet, *, unit: str, is_own: bool) -> dict[str, Any]:
    """
    The form's first content. Of a set of somebody else only what judges is taken over: its own number, days
    and issuer are those of another document, and that the text is whole nobody has said yet.
    """
    authority = of.authority
    facts: dict[str, Any] = {
        "subject": of.subject.value,
        "scope": of.scope.value,
        "kind": (of.kind or Kind.POINTS).value,
        "unit": unit,
        "title": of.title,
        "document": authority.document,
        "total": "" if of.total is None else points_text(of.total),
        "months": of.holding.months if of.holding else None,
        "upgrade_after_months": of.holding.upgrade_after_months if of.holding else None,
    }
    if is_own:
        facts |= {
            "number": authority.number,
            "issuer": authority.issuer,
            "issued_on": authority.issued_on,
            "effective_from": of.effective.start,
            "last_day": of.effective.last_day,
            "is_whole": of.is_official,
        }
    return {
        "facts": facts,
        "criteria": [row for group in of.groups for row in rows_of(group)],
        "grades": [
            {"code": one.code, "label": one.label, "least": as_typed(one.min_points)} for one in of.grades
        ],
        "deciders": [
            {"who": one.who, "tier": one.tier.value if one.tier else ""} for one in of.deciders if one.who
        ],
        "forms": [{"code": one.code, "label": one.label} for one in of.forms],
    }


def _form_code(row: int) -> str:
    return f"m{row + 1}"


def _forms_of(posted: QueryDict | None, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The forms of the set as far as they are written: sign → name."""
    if posted is None:
        return {row["code"]: row["label"] for row in rows}
    found = {}
    for n in range(PARTS["forms"][2]):
        label = posted.get(f"forms-{n}-label", "").strip()[:200]
        if label:
            found[posted.get(f"forms-{n}-code", "").strip()[:30] or _form_code(n)] = label
    return found


def _shares_of(posted: Iterable[tuple[str, Any]], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """
    Shares to choose from: the three of learning citizens, and whatever else the set asks for that the
    platform can count.
    """
    asked = [text for name, text in posted if name.endswith("-share")] + [row["share"] for row in rows]
    known = indicators()
    return list(
        dict.fromkeys(
            [
                ADULTS,
                STAFF,
                LEARNERS,
                *(one for one in asked if one in known and known[one].share_of is not None),
            ]
        )
    )
