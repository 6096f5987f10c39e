"""What people write about a cluster and its meeting; each form asks for one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.emulation.models import AgendaItem, DiscussionEntry, ReviewMeeting
from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.vietnamese import nfc, slug
from khuyenhoc.interfaces.fields import NOT_A_DAY, DayField

_EARLIEST, _LATEST = 1996, 2100
"""The association was founded in 1996 (rulebook section 1)."""
_KEY = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Write small letters without accents, digits and single hyphens, for example cum-mien-dong."),
)
_OF_THE_MEMBERS = {"invalid_choice": _("Head and host are members of the year. Choose them from the list.")}
_MOST_PEOPLE = 9999
_GUEST_LINES = 3
"""Empty lines for bodies that are not members; saving and coming back gives as many again."""
_LONGEST_BODY = 300
_LONGEST_AGENDA = 60


def _required(words: Any) -> dict[str, Any]:
    return {"required": words}


def _unit_choices(empty: Any, units: Sequence[UnitName]) -> list[tuple[str, Any]]:
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
        error_messages=_required(_("Write the name of the cluster.")),
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
            self.fields[name].choices = _unit_choices(_("Not known"), members)  # type: ignore[attr-defined]

    def clean_member(self) -> list[str]:
        keys: list[str] = self.cleaned_data["member"] or []
        if len(keys) < 2:
            raise forms.ValidationError(_("A cluster compares units with each other: add at least two."))
        return keys


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
        error_messages=_required(_("Write where the meeting is held.")),
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


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit's line of the attendance form."""

    key: str
    title: str
    is_there: bool
    people: int | None


class AttendanceForm(forms.Form):
    """
    Who was there: a tick and a number for each member, and lines for other bodies. A number that was not
    written down stays empty.
    """

    def __init__(
        self, *args: Any, seats: Sequence[Seat], guests: Sequence[tuple[str, int | None]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            self.fields[f"there-{seat.key}"] = forms.BooleanField(
                label=seat.title, required=False, initial=seat.is_there
            )
            self.fields[f"people-{seat.key}"] = _people(
                gettext("%(unit)s: how many people") % {"unit": seat.title}, seat.people
            )
        self._lines = max(len(guests) + _GUEST_LINES, self._lines_sent())
        for line in range(self._lines):
            body, people = guests[line] if line < len(guests) else ("", None)
            number = {"number": line + 1}
            self.fields[f"body-{line}"] = forms.CharField(
                label=gettext("Other body %(number)s") % number,
                required=False,
                max_length=_LONGEST_BODY,
                initial=body,
            )
            self.fields[f"guests-{line}"] = _people(
                gettext("Other body %(number)s: how many people") % number, people
            )

    def _lines_sent(self) -> int:
        """A page that was open while another user shortened the list still sends its lines."""
        sent = (name.partition("-")[2] for name in self.data if name.startswith("body-"))
        return min(
            max(
                (
                    int(number) + 1
                    for number in sent
                    if number.isascii() and number.isdigit() and len(number) < 3
                ),
                default=0,
            ),
            100,
        )

    def seat_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"there-{seat.key}"], self[f"people-{seat.key}"]) for seat in self.seats]

    def guest_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"body-{line}"], self[f"guests-{line}"]) for line in range(self._lines)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for seat in self.seats:
            if cleaned.get(f"people-{seat.key}") is not None and not cleaned.get(f"there-{seat.key}"):
                self.add_error(
                    f"there-{seat.key}",
                    _(
                        "A number of people stands here, but the unit is not ticked. Tick it, or take the "
                        "number out."
                    ),
                )
        for line in range(self._lines):
            if (
                cleaned.get(f"guests-{line}") is not None
                and not cleaned.get(f"body-{line}")
                and f"body-{line}" not in self.errors
            ):
                self.add_error(
                    f"body-{line}", _("Write which body these people came from, or take the number out.")
                )
        return cleaned

    def units_there(self) -> list[tuple[str, int | None]]:
        """Keys of the units that were there, each with how many came."""
        there = [seat.key for seat in self.seats if self.cleaned_data[f"there-{seat.key}"]]
        return [(key, self.cleaned_data[f"people-{key}"]) for key in there]

    def bodies_there(self) -> list[tuple[str, int | None]]:
        lines = [
            (self.cleaned_data[f"body-{line}"], self.cleaned_data[f"guests-{line}"])
            for line in range(self._lines)
        ]
        return [(" ".join(nfc(body).split()), people) for body, people in lines if body]


def _people(label: str, people: int | None) -> forms.IntegerField:
    words = gettext("Write a whole number from 1 to 9999, or leave it empty.")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=_MOST_PEOPLE,
        initial=people,
        error_messages={"invalid": words, "min_value": words, "max_value": words},
    )


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
        error_messages=_required(_("Write what was said.")),
    )
    unit = forms.ChoiceField(
        label=_("Who said it"),
        required=False,
        error_messages={"invalid_choice": _("Choose a member of the list, or no unit in particular.")},
    )

    def __init__(self, *args: Any, members: Sequence[UnitName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _unit_choices(_("No unit in particular"), members)  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    text = forms.CharField(
        label=_("What is to be done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=_required(_("Write what is to be done.")),
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
        self.fields["owner"].choices = _unit_choices(_("Every member of the cluster"), members)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if not is_a_year(day.year):
            raise forms.ValidationError(NOT_A_DAY)
        return day


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
