"""Who was at a meeting: the members and other bodies, each with how many people came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.foundation.values.vietnamese import nfc

_MOST_PEOPLE = 9999
_GUEST_LINES = 3
"""Empty lines for bodies that are not members; saving and coming back gives as many again."""
_LONGEST_BODY = 300


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
