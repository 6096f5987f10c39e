"""Typing self-assessments by the hundred, with the keyboard only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Registration, ToldBy
from khuyenhoc.domain.learning.services import Assessed, MarkedSheet
from khuyenhoc.foundation.criteria.sets import Kind
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.learning.forms.marks import read_marks
from khuyenhoc.interfaces.web.learning.pages.grid import cell_name, counted_codes, grid_page, grid_rows, items_by_code
from khuyenhoc.interfaces.web.learning.places import place_of
from khuyenhoc.interfaces.web.learning.views.titles import wanted


@mandated(Action.ASSESS)
def grid(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    search = wanted(request)
    titles = grid_rows(mandate, place, search)
    typed: Mapping[str, str] = {}
    problems: dict[int, Sequence[str]] = {}
    said: list[str] = []
    if request.method == "POST":
        typed = {name: text[:20] for name, text in request.POST.items() if name.startswith("m-") and isinstance(text, str)}
        sheets, problems = read_sheets(titles, typed, entered_for=ToldBy.PAPER if "paper" in request.POST else ToldBy.HOLDER)
        try:
            done = _store(mandate, sheets, problems, sound_only="sound_only" in request.POST)
        except services.RowsRefused as refused:
            problems = {**problems, **refused.problems}
        except services.StepClosed as closed:
            said = [str(closed)]
        else:
            messages.success(request, _("Stored: the marks of %(count)s titles.") % {"count": grouped(len(done.assessments))})
            problems = {**problems, **done.problems}
            if not problems:
                return redirect(place.address("titles-grid"))
        if problems:
            said = [_("%(count)s rows are to be mended; what you typed is still here.") % {"count": grouped(len(problems))}]
    page = grid_page(
        mandate, place, titles, typed=typed, problems=problems, said=said, on_paper=request.POST.get("paper") == "1", search=search
    )
    return render(request, "web/learning/title_grid.html", {"page": page}, status=422 if said else 200)


def read_sheets(
    titles: Sequence[Registration], typed: Mapping[str, str], *, entered_for: ToldBy, helper: int | None = None
) -> tuple[list[MarkedSheet], dict[int, Sequence[str]]]:
    """The rows in which something was typed, and those whose cells cannot be read with the reasons."""
    sets = queries.sets_by_key({one.set_key for one in titles if one.set_key})
    sheets: list[MarkedSheet] = []
    problems: dict[int, Sequence[str]] = {}
    for one in titles:
        of = sets.get(one.set_key)
        if of is None or of.kind is None or not of.is_official:
            continue
        items = items_by_code(of)
        texts = {code: typed.get(cell_name(one.pk, code), "") for code in items if code not in counted_codes(of)}
        if not any(text.strip() for text in texts.values()):
            continue
        marks, wrong = read_marks(texts, items, Kind(of.kind))
        if wrong:
            problems[one.pk] = wrong
        else:
            sheets.append(MarkedSheet(one.pk, marks, entered_for, helper))
    return sheets, problems


def _store(mandate: Mandate, sheets: list[MarkedSheet], problems: Mapping[int, Sequence[str]], *, sound_only: bool) -> Assessed:
    """All rows, or, when asked, the sound ones."""
    if problems and not sound_only:
        raise services.RowsRefused(problems)
    return services.self_assess_many(mandate=mandate, sheets=sheets, sound_rows_only=sound_only)
