"""
What people write about a person, a group, a transfer, a committee and its officers. Bounds of names, years
and numbers are the domain's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.people.kinds import Sex
from khuyenhoc.domain.people.models import GroupKind
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.fields import DayField, UnitField
from khuyenhoc.interfaces.words import post_words

_NOT_A_NUMBER = _("This is not a number. Write digits only, or leave it blank.")
_LARGEST = 2_000_000_000


def _number(label: Any, *, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=_LARGEST,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _NOT_A_NUMBER, "min_value": _NOT_A_NUMBER, "max_value": _NOT_A_NUMBER},
    )


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Full name"), max_length=120, error_messages={"required": _("Write the name.")}
    )
    birth_year = _number(
        _("Year of birth"), help_text=_("Four digits; leave it blank where it is not known.")
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("not known")), (Sex.MALE, _("male")), (Sex.FEMALE, _("female"))],
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


class GroupForm(forms.Form):
    """Of a family the head's name and year of birth; of others what they are called."""

    name = forms.CharField(
        label=_("What it is called"), max_length=200, error_messages={"required": _("Write the name.")}
    )
    birth_year = _number(
        _("Head's year of birth"), help_text=_("It tells families apart whose heads bear one name.")
    )
    size = _number(_("Size"))

    def __init__(self, *args: Any, kind: GroupKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].label = SIZE_WORDS[kind]
        if kind is GroupKind.FAMILY:
            self.fields["name"].label = _("Name of the head of the family")
        else:
            del self.fields["birth_year"]


SIZE_WORDS = {
    GroupKind.FAMILY: _("People in the family"),
    GroupKind.CLAN: _("Households"),
    GroupKind.COMMUNITY: _("Households"),
    GroupKind.UNIT: _("People"),
}


class DayForm(forms.Form):
    """One day on which something took effect."""

    on = DayField(label=_("From which day"))


class TransferForm(forms.Form):
    """Where to, and from which day."""

    unit = UnitField(label=_("To which unit"))
    on = DayField(label=_("From which day"), help_text=_("The first day in the new unit."))

    def __init__(self, *args: Any, mandate: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].bound_to(mandate)  # type: ignore[attr-defined]


class CommitteeForm(forms.Form):
    is_provisional = forms.ChoiceField(
        label=_("What kind of committee"),
        choices=[
            ("no", _("Elected by a congress")),
            ("yes", _("Provisional, until a congress elects the next")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which kind it is.")},
    )
    starts_on = DayField(label=_("First day of the term"))
    last_day = DayField(
        label=_("Last day of the term"),
        required=False,
        help_text=_("Leave it blank where it is not fixed yet."),
    )
    number = forms.CharField(
        label=_("Number of the decision"),
        required=False,
        max_length=60,
        help_text=_("For example: 12/QĐ-HKH."),
    )
    issuer = forms.CharField(label=_("Who issued it"), required=False, max_length=200)
    issued_on = DayField(label=_("Day of the decision"), required=False)


class SuccessorForm(forms.Form):
    """A person chosen from those whose name matches on the registers."""

    q = forms.CharField(
        label=_("Find the person by name"),
        required=False,
        max_length=100,
        help_text=_("Accents may be left out."),
    )
    person = forms.ChoiceField(
        label=_("Who"), widget=forms.RadioSelect, error_messages={"required": _("Find and choose a person.")}
    )
    on = DayField(label=_("From which day"))

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(found)  # type: ignore[attr-defined]


class AppointForm(SuccessorForm):
    post = forms.ChoiceField(label=_("Post"))

    field_order = ("q", "person", "post", "on")

    def __init__(self, *args: Any, posts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [(code, post_words(code)) for code in posts]  # type: ignore[attr-defined]


class HandOverForm(SuccessorForm):
    """The accounts are asked for only where the person has one."""

    posting = forms.ChoiceField(
        label=_("Account that stops working for this unit"),
        required=False,
        help_text=_("The outgoing officer's, where there is one. It ends on the same day."),
    )
    account = forms.CharField(
        label=_("Account name of the successor"),
        required=False,
        max_length=150,
        help_text=_(
            "Where the successor has an account: it is given the same post in this unit from that day."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, postings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posting"].choices = [("", _("none")), *postings]  # type: ignore[attr-defined]
