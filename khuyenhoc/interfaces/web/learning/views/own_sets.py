"""A province's own sets of criteria: entered in a form, tried on past assessments, adopted."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import OwnSet, Programme
from khuyenhoc.domain.learning.queries.criteria import parsed
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.reading import SetNotSound
from khuyenhoc.foundation.criteria.sets import (
    SCOPES,
    Authority,
    Completeness,
    CriteriaSet,
    Kind,
    Scope,
    Subject,
)
from khuyenhoc.foundation.criteria.writing import write
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.interfaces.tables import Asked
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.learning.forms.own_sets.form import OwnSetForm, filled_from, with_more_rows
from khuyenhoc.interfaces.web.learning.pages.own_sets import (
    CHANGES,
    OWN_SETS,
    change_lines,
    own_set_form_page,
    own_set_lines,
    own_set_page,
    own_sets_page,
    own_sets_within,
)
from khuyenhoc.interfaces.web.people.units import own_top
from khuyenhoc.interfaces.words import title_on_paper


@mandated(Action.DECIDE)
def own_sets(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    own, asked = own_sets_within(mandate), Asked.of(request.GET)
    lines = own_set_lines(own, mandate)
    if file := OWN_SETS.asked_file(lines, asked, name="bo-tieu-chi-rieng", title=_("Own sets of criteria")):
        return file
    return render(request, "web/learning/own_sets.html", {"page": own_sets_page(lines, own, asked)})


@mandated(Action.DECIDE)
def own_set_new(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """`?from=` says what to start from: a set of the country, one of one's own, or an empty template."""
    units = _units(mandate)
    if request.method == "POST":
        return _enter(request, mandate, units, replacing=None)
    of = _start(request.GET.get("from", ""), mandate)
    form = OwnSetForm(units=units, start=filled_from(of, unit=units[0][0], is_own=False))
    return render(request, "web/learning/own_set_form.html", {"page": own_set_form_page(form)})


@mandated(Action.DECIDE)
def own_set_edit(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """Replace a set that is not adopted; it has to be tried again."""
    own_set = _own_set(pk, mandate)
    if own_set.adopted_on is not None:
        messages.error(request, _("An adopted set never changes. Enter a new one from a later day."))
        return redirect("web:own-set", pk=pk)
    units = [
        (
            own_set.unit.key,
            organisation.names([UnitId(own_set.unit_id)], on=mandate.on)[UnitId(own_set.unit_id)].title,
        )
    ]
    if request.method == "POST":
        return _enter(request, mandate, units, replacing=own_set)
    form = OwnSetForm(
        units=units, start=filled_from(parsed(own_set.key, own_set.text), unit=own_set.unit.key, is_own=True)
    )
    return render(request, "web/learning/own_set_form.html", {"page": own_set_form_page(form, back=pk)})


def _enter(
    request: HttpRequest, mandate: Mandate, units: list[tuple[str, str]], *, replacing: OwnSet | None
) -> HttpResponse:
    back = replacing.pk if replacing is not None else None
    if "more" in request.POST:
        form = OwnSetForm(units=units, posted=with_more_rows(request.POST, request.POST["more"]))
        return render(request, "web/learning/own_set_form.html", {"page": own_set_form_page(form, back=back)})
    form = OwnSetForm(units=units, posted=request.POST)
    problems: tuple[str, ...] = ()
    if form.is_valid():
        unit = (
            replacing.unit
            if replacing is not None
            else organisation.unit_by_key(form.facts.cleaned_data["unit"])
        )
        try:
            kept = services.enter_own_set(
                mandate=mandate, unit=unit, text=write(form.criteria_set()), replacing=replacing
            )
        except SetNotSound as wrong:
            problems = wrong.problems
        except services.SetAdopted as wrong:
            problems = (str(wrong),)
        else:
            messages.success(request, _("The set is kept. It is used only after it was tried and adopted."))
            return redirect("web:own-set", pk=kept.pk)
    page = own_set_form_page(form, back=back, problems=problems, shows_errors=True)
    return render(request, "web/learning/own_set_form.html", {"page": page}, status=422)


def _units(mandate: Mandate) -> list[tuple[str, str]]:
    return [(unit.key, unit.title) for unit in own_top(mandate)]


def _start(asked: str, mandate: Mandate) -> CriteriaSet:
    """Raises Http404 where there is nothing of this name within the mandate."""
    what, _colon, which = asked.partition(":")
    if what == "set":
        try:
            return shelf.national().by_key(which)
        except KeyError as missing:
            raise Http404 from missing
    if what == "own" and which.isdecimal() and len(which) < 18:
        own = _own_set(int(which), mandate)
        return parsed(own.key, own.text)
    title, _colon, kind = which.partition(":")
    subject, _slash, scope = title.partition("/")
    if what != "empty" or subject not in list(Subject) or scope not in list(Scope) or kind not in list(Kind):
        raise Http404
    if Scope(scope) not in SCOPES[Subject(subject)]:
        raise Http404
    return _empty(Subject(subject), Scope(scope), Kind(kind), on=mandate.on)


def _empty(subject: Subject, scope: Scope, kind: Kind, *, on: date) -> CriteriaSet:
    """A template with nothing in it but what it is for."""
    return CriteriaSet(
        key="",
        subject=subject,
        scope=scope,
        title=title_on_paper(Programme(subject.value), scope),
        authority=Authority("Quyết định", ""),
        effective=Validity(on),
        completeness=Completeness.TEMPLATE,
        kind=kind,
        total=None,
        holding=None,
        deciders=(),
        forms=(),
        groups=(),
        grades=(),
        known=(),
        missing=(),
        replaces=(),
    )


@mandated(Action.DECIDE)
def own_set(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    return render(
        request, "web/learning/own_set.html", {"page": own_set_page(mandate, _own_set(pk, mandate))}
    )


@mandated(Action.DECIDE)
@require_POST
def own_set_try(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """What the set would have said of every title assessed so far; `export` takes the changes away."""
    own_criteria = _own_set(pk, mandate)
    try:
        trial = services.try_own_set(mandate=mandate, own_set=own_criteria)
    except services.CannotRecognise as refused:
        messages.error(request, refused.sentence)
        return redirect("web:own-set", pk=pk)
    ending = request.POST.get("export", "")
    if ending in ("csv", "xlsx"):
        return CHANGES.file(
            change_lines(trial, mandate),
            ending="csv" if ending == "csv" else "xlsx",
            name=f"xem-thu-{pk}",
            title=_("Trial of a set"),
        )
    return render(request, "web/learning/own_set.html", {"page": own_set_page(mandate, own_criteria, trial)})


@mandated(Action.DECIDE)
@require_POST
def own_set_adopt(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    try:
        changed = services.adopt_own_set(mandate=mandate, own_set=_own_set(pk, mandate))
    except services.CannotRecognise as refused:
        messages.error(request, refused.sentence)
    except (services.SetNotTried, services.SetAdopted) as refused:
        messages.error(request, str(refused))
    else:
        text = _("The set is adopted. Titles now judged under it: %(count)s.")
        messages.success(request, text % {"count": grouped(changed)})
    return redirect("web:own-set", pk=pk)


def _own_set(pk: int, mandate: Mandate) -> OwnSet:
    own_criteria = OwnSet.objects.select_related("unit", "entered_by", "adopted_by").filter(pk=pk).first()
    if own_criteria is None or not mandate.reaches(UnitId(own_criteria.unit_id)):
        raise Http404
    return own_criteria
