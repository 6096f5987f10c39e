"""
What the page of a linked threshold shows: the share of learning citizens, what it is compared with, and who
is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.queries import LinkedShare, MissingPerson
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import Item
from khuyenhoc.foundation.values.figures import Figure
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.cells import Cell, Link, State, Styled
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.forms.linked import ADULTS, LEARNERS, STAFF, linked_items, usual_share
from khuyenhoc.interfaces.web.learning.pages.titles import title_lines
from khuyenhoc.interfaces.words import quoted

_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """
    One share and what a set asks of it. `needed` empty: nothing asks for it. `reason`: why it cannot be
    counted, else empty.
    """

    share: str
    whole: str
    item: str
    counted: str
    percent: str
    asks: str
    needed: str
    short_of: str
    sign: str
    says: str
    reason: str
    address: str
    """The page that names who is missing of this share; empty where it is shown."""


def _threshold_state(line: ThresholdLine) -> Cell:
    short = _("%(n)s more are needed") % {"n": line.short_of} if line.short_of else ""
    return (
        State(line.sign, line.says),
        short and Styled(short, "p"),
        line.reason and Styled(line.reason, "p"),
    )


THRESHOLDS: Definition[ThresholdLine] = Definition(
    "thresholds",
    (
        Column(
            "whole",
            gettext_lazy("Share of"),
            lambda line: Link(line.whole[:1].upper() + line.whole[1:], line.address),
        ),
        Column("item", gettext_lazy("Asked by"), empty="–"),
        Column("counted", gettext_lazy("Learning citizens"), kind="number", empty="–"),
        Column("percent", gettext_lazy("Share"), kind="number", empty="–"),
        Column(
            "asks",
            gettext_lazy("At least"),
            lambda line: f"{line.asks} ({line.needed})" if line.needed else line.asks,
            kind="number",
            empty="–",
        ),
        Column("state", gettext_lazy("State"), _threshold_state),
    ),
)


@dataclass(frozen=True, slots=True)
class MissingLine:
    name: str
    unit: str


MISSING: Definition[MissingLine] = Definition(
    "missing", (Column("name", gettext_lazy("Name")), Column("unit", gettext_lazy("Kept by")))
)


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """`others`: how many are missing whom the reader's post does not reach; they are counted, not named."""

    pk: int
    name: str
    title: str
    unit: str
    year: int
    on: date
    set_title: str
    notice: str
    thresholds: Table[ThresholdLine]
    share: str
    whole: str
    missing: Table[MissingLine]
    missing_count: str
    others: str
    query: str


def shares_of(registration: Registration) -> list[str]:
    """The shares a page about a title has, each once."""
    of = queries.set_by_key(registration.set_key) if registration.set_key else None
    asked = [item.threshold.share for item in linked_items(of, registration) if item.threshold is not None]
    return list(dict.fromkeys(asked)) or [usual_share(registration)]


def whole_words(share: str) -> str:
    """Of which people a share is; the three wholes are never mixed (RULE-04)."""
    return {
        ADULTS: _("adults"),
        STAFF: _("adults who are not registered as pupils or students"),
        LEARNERS: _("pupils and students registered as such"),
    }[share]


def missing_people(share: LinkedShare, *, mandate: Mandate, search: str) -> list[MissingPerson]:
    """
    Those the mandate reaches, by given name; with a search, those whose name has all its words, without
    accents.
    """
    wanted = search_key(search).split()
    missing = queries.who_is_missing(share, mandate=mandate)
    return [person for person in missing if all(word in search_key(person.full_name) for word in wanted)]


def missing_lines(people: Sequence[MissingPerson], mandate: Mandate) -> list[MissingLine]:
    names = organisation.names(list({person.unit for person in people}), on=mandate.on)
    return [MissingLine(person.full_name, names[person.unit].title) for person in people]


def linked_page(
    mandate: Mandate, registration: Registration, *, title: str, share: str, search: str, number: str
) -> LinkedPage:
    of = queries.set_by_key(registration.set_key) if registration.set_key else None
    day = counted_on(registration, mandate)
    counted = {
        indicator: queries.linked_share(registration, indicator=indicator, on=day)
        for indicator in shares_of(registration)
    }
    items = linked_items(of, registration)
    shown = counted[share]
    people = missing_people(shown, mandate=mandate, search=search)
    everybody = missing_people(shown, mandate=mandate, search="") if search else people
    page = Paginator(people, _PEOPLE).get_page(number)
    name = organisation.names([UnitId(registration.unit_id)], on=mandate.on)[UnitId(registration.unit_id)]
    others = len(shown.missing) - len(everybody)
    return LinkedPage(
        pk=registration.pk,
        name=title_lines(queries.rows_of([registration]), mandate)[0].name,
        title=title,
        unit=name.title,
        year=registration.year,
        on=day,
        set_title="" if of is None else quoted(f"{of.title} ({of.authority.cited})"),
        notice="" if of is None else of.notice,
        thresholds=THRESHOLDS.of(
            [
                _line(item, counted[item.threshold.share], share)
                for item in items
                if item.threshold is not None
            ]
            or [_line(None, indicator, share) for indicator in counted.values()]
        ),
        share=share,
        whole=whole_words(share),
        missing=MISSING.paged(
            page,
            missing_lines(list(page.object_list), mandate),
            downloads=[
                (f"?{urlencode({'share': share, 'q': search, 'export': ending})}", ending)
                for ending in reversed(FORMATS)
            ],
        ),
        missing_count=grouped(len(shown.missing)),
        others=grouped(others) if others else "",
        query=search,
    )


def counted_on(registration: Registration, mandate: Mandate) -> date:
    """As an assessment made on the mandate's day counts: today, or the year's first day before it began."""
    return max(mandate.on, date(registration.year, 1, 1))


def _line(item: Item | None, share: LinkedShare, shown: str) -> ThresholdLine:
    figure = share.figure
    percent = None if item is None or item.threshold is None else item.threshold.percent
    needed = None if percent is None or figure is None else _needed(percent, figure)
    short_of = None if needed is None or figure is None else needed - figure.numerator
    if short_of is None:
        sign, says = "missing", _("cannot be counted") if figure is None else _("no threshold")
    else:
        sign, says = ("done", _("reached")) if short_of <= 0 else ("late", _("not reached yet"))
    return ThresholdLine(
        share=share.indicator,
        whole=whole_words(share.indicator),
        item="" if item is None else item.named,
        counted=""
        if figure is None
        else f"{grouped(int(figure.numerator))}/{grouped(int(figure.denominator))}",
        percent="" if figure is None else percent_text(figure.percent()),
        asks="" if percent is None else percent_text(percent),
        needed="" if needed is None else grouped(int(needed)),
        short_of=grouped(int(short_of)) if short_of is not None and short_of > 0 else "",
        sign=sign,
        says=says,
        reason=share.reason,
        address="" if share.indicator == shown else f"?{urlencode({'share': share.indicator})}",
    )


def _needed(percent: Decimal, share: Figure) -> Decimal:
    """The least whole number of people that reaches the threshold, as the set's own judgement computes it."""
    return (share.denominator * percent / 100).to_integral_value(rounding=ROUND_CEILING)
