"""What people write about a cluster and its years: its name, its members, head and host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.vietnamese import nfc, slug

_EARLIEST, _LATEST = 1996, 2100
"""The association was founded in 1996 (rulebook section 1)."""
_KEY = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Write small letters without accents, digits and single hyphens, for example cum-mien-dong."),
)
_OF_THE_MEMBERS = {"invalid_choice": _("Head and host are members of the year. Choose them from the list.")}


def unit_choices(empty: Any, units: Sequence[UnitName]) -> list[tuple[str, Any]]:
    return [("", empty), *((unit.key, unit.title) for unit in units)]


class FoundForm(forms.Form):
    """
    A new cluster. Asked twice on purpose: the first time the short name is proposed, for it stands in every
    sheet and never changes.
    """

    name = forms.CharField(
        label=_("Name of the cluster"),
        max_length=200,
        help_text=_("As its papers write it, for example: Cụm thi đua miền Đông."),
        error_messages={"required": _("Write the name of the cluster.")},
    )
    unit = forms.ChoiceField(
        label=_("Association that keeps it"),
        help_text=_("It says who is in the cluster, year by year."),
        error_messages={
            "required": _("Choose an association."),
            "invalid_choice": _("Choose an association of the list."),
        },
    )
    key = forms.CharField(
        label=_("Short name for sheets of figures"),
        required=False,
        max_length=80,
        validators=[_KEY],
        help_text=_(
            "It stands in the column “unit” of a sheet where a figure is the cluster's own. It cannot be "
            "changed later."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[UnitName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.key, unit.title) for unit in units]  # type: ignore[attr-defined]
        self.is_proposing = self.is_bound and not str(self.data.get("key", "")).strip()
        """A short name is not known yet."""

    def clean_name(self) -> str:
        name = " ".join(nfc(self.cleaned_data["name"]).split())
        if not slug(name):
            raise forms.ValidationError(_("Write the name with letters."))
        return name

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key and Cluster.objects.filter(key=key).exists():
            raise forms.ValidationError(taken_words(key))
        return key


def taken_words(key: str) -> str:
    return gettext(
        "“%(key)s” is in use already, by a unit or another cluster. Choose another short name, for example "
        "by adding a place."
    ) % {"key": key}


class YearForm(forms.Form):
    year = forms.IntegerField(
        label=_("Year"),
        min_value=_EARLIEST,
        max_value=_LATEST,
        help_text=_("Each year has its own members, head and host: other years stay as they are."),
        error_messages={
            "required": _("Write the year, for example 2026."),
            "invalid": _("A year has four digits, for example 2026."),
            "min_value": _("Write a year from 1996 to 2100."),
            "max_value": _("Write a year from 1996 to 2100."),
        },
    )


def is_a_year(year: int) -> bool:
    return _EARLIEST <= year <= _LATEST


class MembersForm(forms.Form):
    """
    The members in their order; head and host are among them or unknown. Searching and ordering are buttons of
    the same form.
    """

    member = forms.Field(label=_("Members"), required=False, widget=forms.MultipleHiddenInput)
    q = forms.CharField(
        label=_("Find a unit to add"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Accents may be left out: “dong khe” finds Đông Khê."),
    )
    head = forms.ChoiceField(label=_("Head of the cluster"), required=False, error_messages=_OF_THE_MEMBERS)
    host = forms.ChoiceField(
        label=_("Host of the review meeting"), required=False, error_messages=_OF_THE_MEMBERS
    )

    def __init__(self, *args: Any, members: Sequence[UnitName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("head", "host"):
            self.fields[name].choices = unit_choices(_("Not known"), members)  # type: ignore[attr-defined]

    def clean_member(self) -> list[str]:
        keys: list[str] = self.cleaned_data["member"] or []
        if len(keys) < 2:
            raise forms.ValidationError(_("A cluster compares units with each other: add at least two."))
        return keys


def picked(data: QueryDict) -> list[str]:
    """
    Keys of the members as the form holds them, after what its button asks for: one added, taken out, moved up
    or down.
    """
    keys = list(dict.fromkeys(data.getlist("member")))
    if (new := data.get("add")) and new not in keys:
        keys.append(new)
    if (gone := data.get("remove")) in keys:
        keys.remove(gone)
    for button, step in (("up", -1), ("down", 1)):
        moved = data.get(button)
        if moved in keys:
            place = keys.index(moved)
            other = min(max(place + step, 0), len(keys) - 1)
            keys[place], keys[other] = keys[other], keys[place]
    return keys
