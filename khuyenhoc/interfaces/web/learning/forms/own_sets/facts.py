"""What stands above the criteria of a set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.foundation.criteria.sets import Kind, Scope, Subject
from khuyenhoc.interfaces.fields import DayField
from khuyenhoc.interfaces.web.learning.forms.own_sets.fields import PointsField, text_field


class SetFacts(forms.Form):
    """
    What stands above the criteria: the decision, its days, how it judges. `subject`, `scope` and `kind` were
    chosen before.
    """

    subject = forms.ChoiceField(choices=[(one.value, one.value) for one in Subject], widget=forms.HiddenInput)
    scope = forms.ChoiceField(choices=[(one.value, one.value) for one in Scope], widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in Kind], widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=gettext_lazy("For the titles of"))
    title = text_field(most=200, label=gettext_lazy("Name of the set"), required=True)
    document = text_field(
        most=200,
        label=gettext_lazy("Kind of document"),
        required=True,
        help_text=gettext_lazy("As on the paper, like Quyết định."),
    )
    number = text_field(most=60, label=gettext_lazy("Number of the document"))
    issuer = text_field(most=200, label=gettext_lazy("Issued by"), required=True)
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
