"""The day and the period a page was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

_SOONEST, _LATEST = date(1945, 9, 2), date(2100, 1, 1)


class DayForm(forms.Form):
    """One day, as the browser's date field or a person writes it: 2025-06-30 or 30/06/2025."""

    on = forms.DateField(
        label=_("As on"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a day. Write it like 30/06/2025.")},
    )

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and not _SOONEST <= day <= _LATEST:
            raise forms.ValidationError(
                _("The platform knows the days from 02/09/1945 to 01/01/2100. Choose one of them.")
            )
        return day


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """`error` is a sentence for the person when what was asked for is no day; the page then shows today."""

    on: date
    error: str = ""


def chosen_day(query: QueryDict, *, name: str = "on", otherwise: date) -> ChosenDay:
    """The day in a query, or another one where none is asked for or it cannot be read."""
    form = DayForm({"on": query.get(name, "").strip()})
    if not form.is_valid():
        return ChosenDay(otherwise, str(form.errors["on"][0]))
    return ChosenDay(form.cleaned_data["on"] or otherwise)
