"""What people hand in about a register: which, of whom, of which year, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.interfaces.web.figures.forms import SheetForm

FIRST_YEAR = 1996
"""The association was founded in 1996."""

KIND_NAMES = {
    RegisterKind.MEMBER: _("Members of the association"),
    RegisterKind.FAMILY: _("Learning families"),
    RegisterKind.CLAN: _("Learning clans"),
    RegisterKind.COMMUNITY: _("Learning communities"),
    RegisterKind.UNIT: _("Learning units"),
    RegisterKind.CITIZEN: _("Learning citizens"),
}


class RegisterForm(SheetForm):
    """Bounds and refusals of the file are those of any sheet."""

    field_order = ("kind", "unit", "year", "file")

    kind = forms.ChoiceField(label=_("Register"), choices=list(KIND_NAMES.items()))
    year = forms.IntegerField(label=_("Year"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, units: Sequence[UnitName], this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last_year = this_year + 1
        self.fields["unit"] = choice_of_unit(
            units,
            help_text=gettext("The unit whose list it is; each row finds its own hamlet in it by name."),
        )
        self.fields["year"].initial = this_year
        self.fields["file"].label = _("List")
        self.fields["file"].help_text = _(
            "Your own Excel (.xlsx) or CSV list, at most 50 MB: titles above it and columns in another "
            "order are no matter. "
            "Nothing is stored until you have seen what would change."
        )
        self.order_fields(self.field_order)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= self._last_year:
            raise forms.ValidationError(
                _("There is no register of that year. Write a year from %(first)s to %(last)s.")
                % {"first": FIRST_YEAR, "last": self._last_year}
            )
        return year


def choice_of_unit(units: Sequence[UnitName], *, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Unit"), choices=[(name.key, name.title) for name in units], help_text=help_text
    )
