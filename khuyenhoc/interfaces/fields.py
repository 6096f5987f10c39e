"""
The fields every form shares: a day, and a unit chosen by typing part of its name. A day may be asked for in
an address as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.namesakes import answering
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.words import period_words

_SOONEST, _LATEST = date(1945, 9, 2), date(2100, 1, 1)
_NO_DAY = _("Write the day.")
NOT_A_DAY = _("This is not a day. Write it like 30/06/2025.")
_OUTSIDE = _(
    "This is not a day. The platform knows the days from 02/09/1945 to 01/01/2100. Choose one of them."
)
_MOST_OFFERED = 20
_LONGEST_NAME = 100


class DayField(forms.DateField):
    """One day, as the browser's date field or a person writes it: 2025-06-30 or 30/06/2025."""

    def __init__(self, *, missing: Any = _NO_DAY, **kwargs: Any) -> None:
        """:param missing: what is said where a required day is not given"""
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"required": missing, "invalid": NOT_A_DAY},
            validators=[MinValueValidator(_SOONEST, _OUTSIDE), MaxValueValidator(_LATEST, _OUTSIDE)],
            **kwargs,
        )


class DayForm(forms.Form):
    on = DayField(required=False)


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """`error` is a sentence for the person when what was asked for is no day; the page then shows another."""

    on: date
    error: str = ""


def chosen_day(query: QueryDict, *, name: str = "on", otherwise: date) -> ChosenDay:
    """The day in a query, or another one where none is asked for or it cannot be read."""
    form = DayForm({"on": query.get(name, "").strip()})
    if not form.is_valid():
        return ChosenDay(otherwise, str(form.errors["on"][0]))
    return ChosenDay(form.cleaned_data["on"] or otherwise)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a short list to choose from, as components/choice.html prints it."""

    value: str
    label: str
    is_chosen: bool


def period_choices(periods: Sequence[Period], chosen: Period) -> list[Choice]:
    """The periods on record in their order; the chosen one stands first where it is none of them."""
    offered = periods if chosen in periods else (chosen, *periods)
    return [Choice(str(period), period_words(period), period == chosen) for period in offered]


@dataclass(frozen=True, slots=True)
class UnitOffered:
    """A unit to choose: its key, its name, and its name with that of the unit above it."""

    key: str
    name: str
    title: str


def units_offered(mandate: Mandate, text: str) -> list[UnitOffered]:
    """
    The first units in being on the mandate's day that it reaches and whose name, accents aside, holds the
    text, or whose official code it is; those that bear exactly the name come first, then those that begin
    with it. None for no text.
    """
    if not text:
        return []
    tree = organisation.tree(on=mandate.on)
    named = [unit for unit in answering(text, on=mandate.on) if unit.id in tree and mandate.reaches(unit.id)]
    wanted = search_key(text)

    def rank(unit: UnitName) -> int:
        names = (search_key(unit.name), search_key(unit.title))
        return 0 if wanted in names else 1 if any(name.startswith(wanted) for name in names) else 2

    named.sort(key=rank)
    return _offered(mandate, [unit.id for unit in named[:_MOST_OFFERED]])


def _offered(mandate: Mandate, units: Sequence[UnitId]) -> list[UnitOffered]:
    tree = organisation.tree(on=mandate.on)
    above = {unit: tree.parent_of.get(unit) for unit in units}
    parents = [parent for parent in above.values() if parent is not None]
    names = organisation.names([*units, *parents], on=mandate.on)
    offered = []
    for unit in units:
        parent = above[unit]
        title = names[unit].title
        place = "" if parent is None else names[parent].title
        offered.append(UnitOffered(names[unit].key, title, f"{title}, {place}" if place else title))
    return offered


@dataclass(frozen=True, slots=True)
class UnitTyped:
    """What was handed in: a key that was picked from a list, and the text that was typed."""

    key: str = ""
    text: str = ""


def unit_meant(mandate: Mandate, typed: UnitTyped) -> tuple[str, list[UnitOffered]]:
    """
    The key of the unit that is meant; or none, and the units that answer to the text where they are several.
    A key counts where the text beside it still means that unit: it is what was picked, or one of those that
    answer.
    """
    offered = units_offered(mandate, typed.text)
    picked = unit_with_key(mandate, typed.key) if typed.key else None
    if picked is not None and (typed.text in ("", picked.name, picked.title) or picked in offered):
        return picked.key, []
    return (offered[0].key, []) if len(offered) == 1 else ("", offered)


def unit_with_key(mandate: Mandate, key: str) -> UnitOffered | None:
    """None where the mandate does not reach it, or there is no such unit."""
    try:
        unit = UnitId(organisation.unit_by_key(key).pk)
    except organisation.NoSuchUnit:
        return None
    return _offered(mandate, [unit])[0] if mandate.reaches(unit) else None


class UnitWidget(forms.Widget):
    """
    A box to type part of a name in. Scripts offer the units below it; without them the form comes back with
    the units that answer, as a plain list.
    """

    def __init__(self) -> None:
        super().__init__()
        self.typed_as = "place"
        self.offered: Sequence[UnitOffered] = ()
        self.action = "view"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> UnitTyped:
        return UnitTyped(_line(data.get(name, "")), _line(data.get(self.typed_as, "")))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and self.typed_as not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = value if isinstance(value, UnitTyped) else UnitTyped()
        shows = {
            "name": name,
            "typed_as": self.typed_as,
            "typed": typed,
            "offered": self.offered,
            "action": self.action,
            "attrs": flatatt(attrs or {}),
        }
        return SafeString(render_to_string("components/unit_box.html", shows))


class UnitField(forms.Field):
    """
    A unit the mandate reaches, in being on its day; the cleaned value is its key. A form says
    `bound_to(mandate)` before it is cleaned or printed.
    """

    widget = UnitWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Part of its name will do; accents may be left out."))
        kwargs.setdefault("error_messages", {"required": _("Choose a unit.")})
        super().__init__(**kwargs)
        self._mandate: Mandate | None = None

    def bound_to(self, mandate: Mandate) -> None:
        self._mandate = mandate
        self.widget.action = mandate.action.value

    def prepare_value(self, value: Any) -> UnitTyped:
        if isinstance(value, UnitTyped):
            return value
        unit = unit_with_key(self._within(), value) if value else None
        return UnitTyped() if unit is None else UnitTyped(unit.key, unit.title)

    def clean(self, value: UnitTyped) -> str:
        key, offered = unit_meant(self._within(), value)
        if offered:
            self.widget.offered = offered
            raise forms.ValidationError(_("Several units answer to this. Which of these?"))
        if not key and (value.text or value.key):
            raise forms.ValidationError(_("No unit of yours answers to this. Try part of the name."))
        self.validate(key)
        return key

    def _within(self) -> Mandate:
        if self._mandate is None:
            raise ValueError("a unit field has to be bound to a mandate first")
        return self._mandate


def _line(text: Any) -> str:
    """What was typed, on one line and not endless."""
    return " ".join(str(text).replace("\0", "").split())[:_LONGEST_NAME]
