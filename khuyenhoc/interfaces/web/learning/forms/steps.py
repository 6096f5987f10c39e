"""What people write beside the titles of a step: the meeting's facts, a decision's signature, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khuyenhoc.interfaces.fields import DayField


def _line(label: Any, *, most: int = 120, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        required=required,
        error_messages={"required": _("Fill this in.")},
    )


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=10_000, error_messages={"required": _("Write a number.")}
    )


class MeetingFacts(forms.Form):
    held_on = DayField(label=_("Day of the meeting"))
    place = _line(_("Place"), most=200, required=False)
    chair = _line(_("Chaired by"))
    secretary = _line(_("Secretary"))
    invited = _count(_("People invited"))
    present = _count(_("People present"))
    minutes = forms.CharField(
        label=_("What was said"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "It goes into the minutes. Write what people said, and leave out what would hurt a person."
        ),
    )  # fmt: skip


class Signed(forms.Form):
    number = _line(_("Number of the decision"), help_text=_("As on the paper, like 15/QĐ-UBND."))
    decided_on = DayField(label=_("Day of the decision"))
    signer = _line(_("Signed by"))
    signer_post = _line(_("Post of who signed"), most=200)


class Reason(forms.Form):
    reason = _line(_("Reason"), most=300)


class SignedWithReason(Signed, Reason):
    field_order = ("number", "decided_on", "signer", "signer_post", "reason")


class Nothing(forms.Form):
    """A step that asks for nothing beside its rows."""
