"""Typing self-assessments by the hundred, with the keyboard only."""

from __future__ import annotations

import re
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
from khuyenhoc.interfaces.web.learning.pages.grid import (
    cell_name,
    grid_page,
    grid_rows,
    items_by_code,
    touched,
)
from khuyenhoc.interfaces.web.learning.pages.steps import moved_on, titles_of
from khuyenhoc.interfaces.web.learning.places import Place, place_of
from khuyenhoc.interfaces.web.learning.views.titles import wanted

_CELL = re.compile(r"m-([0-9]{1,17})-")
_SEEN = re.compile(r"s-[0-9]{1,17}")
_NUMBER = re.compile(r"[0-9]{0,17}")


@mandated(Action.ASSESS)
def grid(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    search = wanted(request)
    if request.method == "POST":
        return _typed(request, mandate, place, search)
    page = grid_page(
        mandate,
        place,
        grid_rows(mandate, place, search),
        typed={},
        seen={},
        problems={},
        sentences=(),
        on_paper=False,
        search=search,
    )
    return render(request, "web/learning/title_grid.html", {"page": page})


def _typed(request: HttpRequest, mandate: Mandate, place: Place, search: str) -> HttpResponse:
    typed = {name: str(text)[:20] for name, text in request.POST.items() if name.startswith("m-")}
    seen = {
        int(name[2:]): str(text)
        for name, text in request.POST.items()
        if _SEEN.fullmatch(name) and _NUMBER.fullmatch(str(text))
    }
    handed_in = {int(match[1]) for name in typed if (match := _CELL.match(name))}
    titles = grid_rows(mandate, place, search, typed=handed_in)
    gone = titles_of(place, handed_in - {title.pk for title in titles})
    moved = moved_on(mandate, place, [title.pk for title in touched(list(gone), typed, seen)[0]])
    changed, overtaken = touched(titles, typed, seen)
    sheets, unread = read_sheets(
        changed, typed, entered_for=ToldBy.PAPER if "paper" in request.POST else ToldBy.HOLDER
    )
    problems: dict[int, Sequence[str]] = {**overtaken, **unread}
    sentences: list[str] = []
    sound_only = "sound_only" in request.POST
    try:
        done = _store(
            mandate,
            [sheet for sheet in sheets if sheet.registration not in problems],
            stop=bool(problems or moved) and not sound_only,
            sound_only=sound_only,
        )
    except services.RowsRefused as refused:
        problems |= refused.problems
    except services.StepClosed as closed:
        sentences = [str(closed)]
    else:
        if done.assessments:
            messages.success(
                request,
                _("Stored: the marks of %(count)s titles.") % {"count": grouped(len(done.assessments))},
            )
        elif not changed and not moved:
            messages.info(request, _("No row was changed, so nothing was stored."))
        problems |= done.problems
        if not problems and not moved:
            return redirect(place.address("titles-grid"))
        seen = {
            pk: text
            for pk, text in seen.items()
            if pk not in {assessment.registration_id for assessment in done.assessments}
        }
    if problems:
        sentences.append(
            _("%(count)s rows are to be mended; what you typed is still here.")
            % {"count": grouped(len(problems))}
        )
    page = grid_page(
        mandate,
        place,
        titles,
        typed=typed,
        # a user who was told that another user stored meanwhile knows it the next time
        seen={
            title.pk: seen.get(title.pk, "")
            for title in titles
            if title.pk in seen and title.pk not in overtaken
        },
        problems=problems,
        sentences=[*sentences, *moved],
        on_paper="paper" in request.POST,
        search=search,
    )
    return render(request, "web/learning/title_grid.html", {"page": page}, status=422)


def read_sheets(
    titles: Sequence[Registration],
    typed: Mapping[str, str],
    *,
    entered_for: ToldBy,
    helper: int | None = None,
) -> tuple[list[MarkedSheet], dict[int, Sequence[str]]]:
    """The rows in which something was typed, and those whose cells cannot be read with the reasons."""
    sets = queries.sets_by_key({title.set_key for title in titles if title.set_key})
    sheets: list[MarkedSheet] = []
    problems: dict[int, Sequence[str]] = {}
    for title in titles:
        of = sets.get(title.set_key)
        if of is None or of.kind is None or not of.is_official:
            continue
        items = items_by_code(of)
        texts = {code: typed.get(cell_name(title.pk, code), "") for code in items}
        if not any(text.strip() for text in texts.values()):
            continue
        marks, wrong = read_marks(texts, items, Kind(of.kind))
        if wrong:
            problems[title.pk] = wrong
        else:
            sheets.append(MarkedSheet(title.pk, marks, entered_for, helper))
    return sheets, problems


def _store(mandate: Mandate, sheets: list[MarkedSheet], *, stop: bool, sound_only: bool) -> Assessed:
    """All rows, or, when asked, the sound ones. `stop`: something is in the way of all."""
    if stop or not sheets:
        return Assessed([])
    return services.self_assess_many(mandate=mandate, sheets=sheets, sound_rows_only=sound_only)
