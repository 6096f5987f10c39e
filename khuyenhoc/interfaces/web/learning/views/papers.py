"""
Assisted mode: papers to print, an evening's sheets typed by their codes, paper and system reconciled hamlet
by hamlet.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.renderers import assessment_sheets, hamlet_lists
from khuyenhoc.domain.learning.services import HandCount
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Person
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import CriteriaSet
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.vietnamese import nfc, search_key
from khuyenhoc.interfaces.files import Format, file_response
from khuyenhoc.interfaces.web.access import account_of, mandated, mandated_any
from khuyenhoc.interfaces.web.learning.forms.papers import TypedCount, WhosePapers, read_count, typed_rows
from khuyenhoc.interfaces.web.learning.pages import paper_grid as grid_pages
from khuyenhoc.interfaces.web.learning.pages import paper_totals as totals_pages
from khuyenhoc.interfaces.web.learning.pages import papers as pages
from khuyenhoc.interfaces.web.learning.pages.titles import PAPERS, title_lines
from khuyenhoc.interfaces.web.learning.places import Place, place_of
from khuyenhoc.interfaces.web.learning.views.titles import SEEN_BY, notice_of, wanted

_LONGEST_NAME = 120


@mandated_any(*SEEN_BY)
def choose(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """Whose papers: leads on to them as soon as unit, title and year are chosen."""
    form = WhosePapers(request.GET or None, mandate=mandate, initial={"year": mandate.on.year})
    if form.is_valid():
        programme, scope = form.programme_and_scope
        kwargs = {
            "key": form.cleaned_data["unit"],
            "year": form.cleaned_data["year"],
            "programme": programme.value,
        }
        query = "" if scope is programme.usual_scope else f"?scope={scope}"
        return redirect(reverse("web:papers", kwargs=kwargs) + query)
    return render(
        request, "web/learning/papers_choose.html", {"form": form}, status=422 if form.errors else 200
    )


@mandated_any(*SEEN_BY)
def papers(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    ending = request.GET.get("export", "")
    if ending in ("csv", "xlsx"):
        return _export_list(mandate, place, "csv" if ending == "csv" else "xlsx")
    chosen = WhosePapers(
        initial={"unit": key, "year": year, "title": f"{place.programme.value}/{place.scope.value}"},
        mandate=mandate,
    )
    page = pages.papers_page(
        mandate,
        place,
        search=wanted(request),
        number=request.GET.get("page", ""),
        actions=_actions(request, mandate),
        notice=notice_of(place, mandate),
        choose=chosen,
    )
    return render(request, "web/learning/papers.html", {"page": page})


def _actions(request: HttpRequest, mandate: Mandate) -> frozenset[Action]:
    return frozenset(
        action
        for post in permissions.posts_held(account_of(request), on=mandate.on)
        for action in post.actions
    )


def _export_list(mandate: Mandate, place: Place, ending: Format) -> HttpResponse:
    lines = title_lines(pages.rows_of_papers(place, mandate), mandate)
    trail.record(mandate, "took away paper list", Registration, titles=len(lines))
    return PAPERS.file(lines, ending=ending, name=_file_name("danh-sach-phieu", place), title=place.title)


def _file_name(what: str, place: Place) -> str:
    return f"{what}-{place.programme.value}-{place.unit.key}-{place.year}"


@mandated_any(*SEEN_BY)
def paper_list(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """The list of a hamlet to tick, with the codes of its sheets."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    sheets = pages.sheets_of(pages.rows_of_papers(place, mandate))
    if not sheets:
        raise Http404
    trail.record(mandate, "printed paper list", Registration, titles=len(sheets))
    content = hamlet_lists.pdf(pages.heading_of(place, mandate), sheets)
    return file_response(content, f"{_file_name('danh-sach-phieu', place)}.pdf", "pdf")


@mandated_any(*SEEN_BY)
def paper_sheets(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """A sheet for every title of a hamlet, `a_page=2` two of them a page; long lists come in parts."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    part = request.GET.get("part", "1")
    first = (int(part) - 1) * pages.SHEETS_A_FILE if part.isdecimal() and len(part) < 6 else 0
    rows = pages.rows_of_papers(place, mandate)
    sheets = pages.sheets_of(rows)[first : first + pages.SHEETS_A_FILE] if first >= 0 else []
    if not sheets:
        raise Http404
    trail.record(mandate, "printed assessment sheets", Registration, titles=len(sheets))
    content = assessment_sheets.pdf(
        pages.heading_of(place, mandate), sheets, a_page=2 if request.GET.get("a_page") == "2" else 1
    )
    return file_response(content, f"{_file_name('phieu', place)}-{first + 1}.pdf", "pdf")


@mandated(Action.ASSESS)
def paper_grid(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """An evening's sheets, typed by their codes with the keyboard only."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    keys = grid_pages.set_keys_here(place)
    asked = request.POST.get("set") or request.GET.get("set", "")
    if not keys:
        return render(
            request, "web/learning/paper_grid.html", {"place": place, "back": place.address("papers")}
        )
    of = queries.set_by_key(asked if asked in keys else keys[0])
    if request.method != "POST":
        page = grid_pages.paper_grid_page(place, of, keys, mandate=mandate)
        return render(request, "web/learning/paper_grid.html", {"page": page, "place": place})
    return _store_evening(request, mandate, place, of, keys)


def _store_evening(
    request: HttpRequest, mandate: Mandate, place: Place, of: CriteriaSet, keys: list[str]
) -> HttpResponse:
    rows = typed_rows(request.POST)
    name = " ".join(nfc(request.POST.get("helper", "").replace("\0", "")).split())[:_LONGEST_NAME]
    helper, helper_problem = _helper(name, place)
    evening = grid_pages.read_evening(rows, place, of, mandate=mandate, helper=helper)
    sound_only = "sound_only" in request.POST
    problems: list[str] = []
    stored = 0
    if not evening.sheets and not evening.problems:
        problems = [_("No sheet was typed yet. Begin with the code of a sheet.")]
    elif not helper_problem and evening.sheets and (sound_only or not evening.problems):
        try:
            done = services.self_assess_many(
                mandate=mandate, sheets=evening.sheets, sound_rows_only=sound_only
            )
        except services.RowsRefused as refused:
            evening.problems |= {
                evening.rows_of[pk]: list(sentences) for pk, sentences in refused.problems.items()
            }
        except services.StepClosed as closed:
            problems = [str(closed)]
        else:
            evening.problems |= {
                evening.rows_of[pk]: list(sentences) for pk, sentences in done.problems.items()
            }
            stored = len(done.assessments)
            messages.success(
                request, _("Stored: %(count)s sheets typed from paper.") % {"count": grouped(stored)}
            )
            if evening.typed_before:
                text = _("Typed from paper before; now the marks of today count: %(codes)s.")
                messages.warning(request, text % {"codes": ", ".join(evening.typed_before)})
            if not evening.problems:
                return redirect(_with_set(place, of, keys))
    if evening.problems:
        problems = [
            *problems,
            _("%(count)s rows are to be mended; what you typed is still here.")
            % {"count": grouped(len(evening.problems))},
        ]
    page = grid_pages.paper_grid_page(
        place,
        of,
        keys,
        mandate=mandate,
        rows=[row for row in rows if row.number in evening.problems] if stored else rows,
        evening=evening,
        helper=name,
        helper_problem=helper_problem,
        problems=[*problems, *([helper_problem] if helper_problem else [])],
    )
    return render(request, "web/learning/paper_grid.html", {"page": page, "place": place}, status=422)


def _with_set(place: Place, of: CriteriaSet, keys: list[str]) -> str:
    address = place.address("paper-grid")
    return address if of.key == keys[0] else f"{address}{'&' if place.query else '?'}set={of.key}"


def _helper(name: str, place: Place) -> tuple[int | None, str]:
    """
    The person who ticked the papers, by name among those kept in the place; the second value says why
    no person matches.
    """
    if not name:
        return None, ""
    namesakes = list(
        Person.objects.filter(search_key=search_key(name), home_id__in=place.units).values_list(
            "pk", "full_name"
        )
    )
    exact = [pk for pk, full_name in namesakes if full_name == name]
    chosen = exact or [pk for pk, _full_name in namesakes]
    if len(chosen) == 1:
        return chosen[0], ""
    if chosen:
        return None, _(
            "%(n)s people here have that name. Leave the helper blank and write who it was in the minutes."
        ) % {"n": len(chosen)}
    return None, _("No person on the registers here has that name. Check it, or leave it blank.")


@mandated_any(*SEEN_BY)
def paper_totals(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """What was counted on paper beside what was typed, hamlet by hamlet."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    ending = request.GET.get("export", "")
    if ending in ("csv", "xlsx"):
        return _export_totals(mandate, place, "csv" if ending == "csv" else "xlsx")
    page = totals_pages.paper_totals_page(
        mandate, place, number=request.GET.get("page", ""), actions=_actions(request, mandate)
    )
    return render(request, "web/learning/paper_totals.html", {"page": page})


def _export_totals(mandate: Mandate, place: Place, ending: Format) -> HttpResponse:
    lines, name = totals_pages.totals_rows(mandate, place), _file_name("doi-chieu-phieu", place)
    return totals_pages.totals(may_count=False).file(lines, ending=ending, name=name, title=place.title)


@mandated(Action.ASSESS)
@require_POST
def paper_count(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """The numbers counted by hand, for as many hamlets as were filled in: all of them or none."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    typed = {
        name: text[:12]
        for name, text in request.POST.items()
        if isinstance(text, str) and name.startswith(("out-", "back-", "passed-"))
    }
    counts = _counts(typed, place)
    problems = {unit: count.problem for unit, count in counts.items() if count.problem}
    if not problems:
        hamlet_counts = [
            HandCount(unit, count.handed_out, count.returned, count.passed)
            for unit, count in counts.items()
            if count.handed_out is not None and count.returned is not None
        ]
        try:
            done = services.count_papers(
                mandate=mandate,
                programme=place.programme,
                scope=place.scope,
                year=place.year,
                counts=hamlet_counts,
            )
        except services.CountsRefused as refused:
            problems = refused.problems
        else:
            messages.success(
                request, _("On record: the counts of %(count)s hamlets.") % {"count": grouped(len(done))}
            )
            return redirect(place.address("paper-totals"))
    number = request.POST.get("page", "")
    page = totals_pages.paper_totals_page(
        mandate, place, number=number, actions=_actions(request, mandate), typed=typed, problems=problems
    )
    return render(request, "web/learning/paper_totals.html", {"page": page}, status=422)


def _counts(typed: dict[str, str], place: Place) -> dict[int, TypedCount]:
    """Of units of the place only; a unit elsewhere is left out."""
    units = {int(pk) for name in typed if (pk := name.partition("-")[2]).isdecimal() and len(pk) < 18}
    return {
        unit: read_count({what: typed.get(f"{what}-{unit}", "") for what in ("out", "back", "passed")})
        for unit in sorted(units)
        if UnitId(unit) in place.units
    }
