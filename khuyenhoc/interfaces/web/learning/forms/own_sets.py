"""
A set of criteria as a volunteer fills it in: its decision, rows of criteria, grades, who decides. From the
form a set is made, never TOML typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.people.sheets import FORMS
from khuyenhoc.foundation.criteria.sets import (
    HALF,
    WHOLE,
    Authority,
    Completeness,
    Confidence,
    CriteriaSet,
    Decider,
    Form,
    Grade,
    Group,
    Holding,
    Item,
    Kind,
    Scope,
    Subject,
    Threshold,
    Tier,
    points_text,
)
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.interfaces.fields import DayField
from khuyenhoc.interfaces.web.learning.forms.linked import ADULTS, LEARNERS, STAFF
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS

MOST_ROWS = 200
_POINTS = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")
_HEADED = re.compile(r"([0-9A-Za-zÀ-ỹ]{1,10})[.)]\s+(\S.*)")
_FIRST_GROUP = "Các tiêu chí"


class PointsField(forms.CharField):
    """Points or a percentage as people write them: 7, 7,5, 7.5."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=8,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "class": "mark"}),
        )

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        if not _POINTS.fullmatch(text):
            raise forms.ValidationError(
                _("“%(text)s” is not a number. Write it like 10 or 7,5.") % {"text": text}
            )
        return Decimal(text.replace(",", "."))


def _words(
    *, most: int, size: int | None = None, label: Any = "", required: bool = False, help_text: Any = ""
) -> forms.CharField:
    widget = forms.TextInput(attrs={"size": size} if size else {})
    said = {"required": gettext_lazy("Fill this in.")}
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=widget,
        help_text=help_text,
        error_messages=said,
    )


class SetFacts(forms.Form):
    """
    What stands above the criteria: the decision, its days, how it judges. `subject`, `scope` and `kind` were
    chosen before.
    """

    subject = forms.ChoiceField(choices=[(one.value, one.value) for one in Subject], widget=forms.HiddenInput)
    scope = forms.ChoiceField(choices=[(one.value, one.value) for one in Scope], widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in Kind], widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=gettext_lazy("For the titles of"))
    title = _words(most=200, label=gettext_lazy("Name of the set"), required=True)
    document = _words(
        most=200,
        label=gettext_lazy("Kind of document"),
        required=True,
        help_text=gettext_lazy("As on the paper, like Quyết định."),
    )
    number = _words(most=60, label=gettext_lazy("Number of the document"))
    issuer = _words(most=200, label=gettext_lazy("Issued by"), required=True)
    issued_on = DayField(label=gettext_lazy("Issued on"), required=False)
    effective_from = DayField(label=gettext_lazy("In force from"))
    last_day = DayField(label=gettext_lazy("Last day in force, if it says one"), required=False)
    total = PointsField()
    months = forms.IntegerField(
        label=gettext_lazy("A recognition holds for how many months"),
        required=False,
        min_value=1,
        max_value=1200,
        help_text=gettext_lazy("Leave blank where the title is of one year."),
    )
    upgrade_after_months = forms.IntegerField(
        label=gettext_lazy("Months before a higher level may be decided"),
        required=False,
        min_value=1,
        max_value=1200,
    )
    is_whole = forms.BooleanField(
        label=gettext_lazy("This is the whole official text, as issued"),
        required=False,
        help_text=gettext_lazy(
            "Only then may the set recognise anybody. Leave it unticked as long as something is missing."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["total"].label = _("Total of all points")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("last_day") and said.get("effective_from") and said["last_day"] < said["effective_from"]:
            self.add_error("last_day", _("The last day is before the first. Look at both."))
        if said.get("is_whole"):
            for name in ("number", "issued_on"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("An official text has this. Fill it in, or untick that it is whole.")
                    )
            if said.get("kind") == Kind.POINTS and said.get("total") is None and "total" not in self.errors:
                self.add_error(
                    "total", _("An official text has this. Fill it in, or untick that it is whole.")
                )
        return said


class CriterionRow(forms.Form):
    """One criterion. `group`: the heading it stands under, written once, at the first of its criteria."""

    group = _words(most=300, size=24)
    code = _words(most=30, size=5)
    label = forms.CharField(
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2, "cols": 34})
    )
    most = PointsField()
    least = PointsField()
    half = forms.BooleanField(required=False)
    level = _words(most=30, size=4)
    share = forms.CharField(required=False, max_length=60, widget=forms.Select())
    percent = PointsField()
    forms_of = forms.MultipleChoiceField(required=False, choices=(), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, shares: Sequence[str], set_forms: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forms_of"].choices = list(set_forms.items())  # type: ignore[attr-defined]
        words = {
            ADULTS: _("adults"),
            STAFF: _("adults who are not registered as pupils or students"),
            LEARNERS: _("pupils and students"),
        }
        self.fields["share"].widget.choices = [
            ("", "–"),
            *((one, words.get(one) or indicators()[one].label) for one in shares),
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(
            said.get(name) for name in ("code", "label", "most", "least", "level", "share", "percent")
        ):
            return said
        for name in ("code", "label"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in."))
        if bool(said.get("share")) != (said.get("percent") is not None):
            self.add_error("percent", _("Write both whose share it is and how many percent it asks for."))
        return said

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("code") and not self.cleaned_data.get("label")


class GradeRow(forms.Form):
    code = _words(most=30, size=6)
    label = _words(most=200, size=24)
    least = PointsField()


class DeciderRow(forms.Form):
    who = _words(most=300, size=36)
    tier = forms.ChoiceField(required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Tier.COMMUNE: _("of a commune"),
            Tier.DISTRICT: _("of a district"),
            Tier.PROVINCE: _("of the province"),
        }
        self.fields["tier"].choices = [("", _("for every title")), *((one.value, words[one]) for one in Tier)]  # type: ignore[attr-defined]


class FormRow(forms.Form):
    """
    A form of the sheet under the name the decision gives it; of citizens one of the four they are counted by
    (RULE-04).
    """

    code = forms.CharField(required=False, max_length=30)
    label = _words(most=200, size=34)

    def __init__(self, *args: Any, of_citizens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = (
            forms.Select(choices=[("", "–"), *FORM_WORDS.items()]) if of_citizens else forms.HiddenInput()
        )


Rows = BaseFormSet[Any]
_PARTS: Mapping[str, tuple[type[forms.Form], int, int]] = {
    "criteria": (CriterionRow, 6, MOST_ROWS),
    "grades": (GradeRow, 2, 20),
    "deciders": (DeciderRow, 1, 10),
    "forms": (FormRow, 1, 10),
}
"""Part → its row, how many blank rows stand below, how many rows there may be."""


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
        for name, (row, blank, most) in _PARTS.items():
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
            _groups(
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
    if part in _PARTS:
        total, most = posted.get(f"{part}-TOTAL_FORMS", "0"), _PARTS[part][2]
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
        "criteria": [row for group in of.groups for row in _rows_of(group)],
        "grades": [
            {"code": one.code, "label": one.label, "least": _text(one.min_points)} for one in of.grades
        ],
        "deciders": [
            {"who": one.who, "tier": one.tier.value if one.tier else ""} for one in of.deciders if one.who
        ],
        "forms": [{"code": one.code, "label": one.label} for one in of.forms],
    }


def _rows_of(group: Group) -> Iterator[dict[str, Any]]:
    for n, item in enumerate(group.items):
        yield {
            "group": f"{group.code}. {group.label}" if not n else "",
            "code": item.code,
            "label": item.label,
            "most": _text(item.max_points),
            "least": _text(item.min_points),
            "half": item.step == HALF,
            "level": item.level or "",
            "share": item.threshold.share if item.threshold else "",
            "percent": _text(item.threshold.percent if item.threshold else None),
            "forms_of": list(item.forms),
        }


def _groups(rows: Iterable[Mapping[str, Any]], kind: Kind) -> Iterator[Group]:
    heading, items, n = "", list[Item](), 0
    for row in rows:
        if row["group"] and row["group"] != heading:
            if items:
                yield _group(heading, n, items)
            heading, items, n = row["group"], [], n + 1
        n = n or 1
        items.append(_item(row, kind))
    if items:
        yield _group(heading, n, items)


def _group(heading: str, n: int, items: Sequence[Item]) -> Group:
    """ "I. Tự học" is the group I; a heading without a sign is numbered."""
    headed = _HEADED.fullmatch(heading)
    return (
        Group(headed[1], headed[2], tuple(items))
        if headed
        else Group(str(n), heading or _FIRST_GROUP, tuple(items))
    )


def _item(row: Mapping[str, Any], kind: Kind) -> Item:
    points = kind is Kind.POINTS
    return Item(
        code=row["code"],
        label=row["label"],
        max_points=row["most"] if points else None,
        min_points=row["least"] if points else None,
        step=HALF if points and row["half"] else WHOLE,
        level=None if points else row["level"] or None,
        threshold=Threshold(row["share"], row["percent"]) if row["share"] else None,
        forms=tuple(row["forms_of"]),
    )


def _form_code(row: int) -> str:
    return f"m{row + 1}"


def _forms_of(posted: QueryDict | None, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The forms of the set as far as they are written: sign → name."""
    if posted is None:
        return {row["code"]: row["label"] for row in rows}
    found = {}
    for n in range(_PARTS["forms"][2]):
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


def _text(points: Decimal | None) -> str:
    return "" if points is None else points_text(points)
