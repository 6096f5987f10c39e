"""The rows of a set of criteria: criteria, grades, deciders, forms of the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from khuyenhoc.foundation.criteria.sets import Tier
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.interfaces.web.learning.forms.linked import ADULTS, LEARNERS, STAFF
from khuyenhoc.interfaces.web.learning.forms.own_sets.fields import PointsField, text_field
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS

_MOST_CRITERIA = 200


class CriterionRow(forms.Form):
    """One criterion. `group`: the heading it stands under, written once, at the first of its criteria."""

    group = text_field(most=300, size=24)
    code = text_field(most=30, size=5)
    label = forms.CharField(
        required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2, "cols": 34})
    )
    most = PointsField()
    least = PointsField()
    half = forms.BooleanField(required=False)
    level = text_field(most=30, size=4)
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
    code = text_field(most=30, size=6)
    label = text_field(most=200, size=24)
    least = PointsField()


class DeciderRow(forms.Form):
    who = text_field(most=300, size=36)
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
    label = text_field(most=200, size=34)

    def __init__(self, *args: Any, of_citizens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = (
            forms.Select(choices=[("", "–"), *FORM_WORDS.items()]) if of_citizens else forms.HiddenInput()
        )


PARTS: Mapping[str, tuple[type[forms.Form], int, int]] = {
    "criteria": (CriterionRow, 6, _MOST_CRITERIA),
    "grades": (GradeRow, 2, 20),
    "deciders": (DeciderRow, 1, 10),
    "forms": (FormRow, 1, 10),
}
"""Part → its row, how many blank rows stand below, how many rows there may be."""
