"""What people write about a meeting and its tasks; each form asks for one thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.emulation.models import AgendaItem, DiscussionEntry, ReviewMeeting
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.interfaces.fields import NOT_A_DAY, DayField
from khuyenhoc.interfaces.web.emulation.forms.membership import is_a_year, unit_choices

_LONGEST_AGENDA = 60


class MeetingForm(forms.Form):
    held_on = DayField(
        label=_("Day of the meeting"),
        missing=_("Write the day of the meeting."),
        help_text=_("Day, month, year, for example 09/11/2022."),
    )
    part_of_day = forms.ChoiceField(
        label=_("Part of the day"),
        widget=forms.RadioSelect,
        choices=[
            (ReviewMeeting.PartOfDay.MORNING, _("morning")),
            (ReviewMeeting.PartOfDay.AFTERNOON, _("afternoon")),
            (ReviewMeeting.PartOfDay.WHOLE_DAY, _("the whole day")),
        ],
        error_messages={
            "required": _("Choose a part of the day."),
            "invalid_choice": _("Choose a part of the day."),
        },
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        help_text=_("For example: hội trường huyện Thạch An."),
        error_messages={"required": _("Write where the meeting is held.")},
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences."),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._year = year

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if not self._year <= day.year <= self._year + 1:
            told = {"year": self._year, "next": self._year + 1}
            raise forms.ValidationError(
                gettext(
                    "The meeting on the year %(year)s is held in %(year)s or early in %(next)s. Look at "
                    "the year again."
                )
                % told
            )
        return day


class AgendaForm(forms.Form):
    items = forms.CharField(
        label=_("What the meeting deals with"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One point a line, in order. Numbers are added by themselves."),
    )

    def clean_items(self) -> list[str]:
        lines = [" ".join(nfc(line).split()) for line in self.cleaned_data["items"].splitlines()]
        longest = AgendaItem._meta.get_field("text").max_length or 0
        for number, line in enumerate(lines, 1):
            if len(line) > longest:
                told = {"number": number, "most": longest}
                raise forms.ValidationError(
                    gettext(
                        "Line %(number)s is longer than %(most)s letters. Shorten it, or make two lines of "
                        "it."
                    )
                    % told
                )
        items = [line for line in lines if line]
        if len(items) > _LONGEST_AGENDA:
            raise forms.ValidationError(
                gettext("An agenda has at most %(most)s points. Put some of them together.")
                % {"most": _LONGEST_AGENDA}
            )
        return items


class EntryForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of thing was said"),
        widget=forms.RadioSelect,
        choices=[
            (DiscussionEntry.Kind.RESULT, _("a result")),
            (DiscussionEntry.Kind.EXPERIENCE, _("an experience")),
            (DiscussionEntry.Kind.DIFFICULTY, _("a difficulty")),
            (DiscussionEntry.Kind.MEASURE, _("a measure")),
        ],
        error_messages={
            "required": _("Choose one of the four."),
            "invalid_choice": _("Choose one of the four."),
        },
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what was said.")},
    )
    unit = forms.ChoiceField(
        label=_("Who said it"),
        required=False,
        error_messages={"invalid_choice": _("Choose a member of the list, or no unit in particular.")},
    )

    def __init__(self, *args: Any, members: Sequence[UnitName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(_("No unit in particular"), members)  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    text = forms.CharField(
        label=_("What is to be done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is to be done.")},
    )
    owner = forms.ChoiceField(
        label=_("Who does it"),
        required=False,
        error_messages={"invalid_choice": _("Choose a member of the list, or every member of the cluster.")},
    )
    due_on = DayField(
        label=_("To be done by"),
        missing=_("Write the day by which it is to be done."),
        help_text=_("A day after the meeting, for example 31/12/2023."),
    )

    def __init__(self, *args: Any, members: Sequence[UnitName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = unit_choices(_("Every member of the cluster"), members)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not is_a_year(day.year):
            raise forms.ValidationError(NOT_A_DAY)
        return day
