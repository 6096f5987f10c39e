"""
Reorganisations: what has been applied, and the way a sheet takes: file, preview, reconciliation, applied; or
undone again.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.models import WaitingReform
from khuyenhoc.domain.organisation.queries import lineage
from khuyenhoc.domain.organisation.queries.lineage import SeenReform
from khuyenhoc.domain.organisation.sheets import ACTS, REORGANISATIONS
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate
from khuyenhoc.interfaces.files import file_response, sheet_response
from khuyenhoc.interfaces.tables import Asked
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.figures.forms import too_large_words
from khuyenhoc.interfaces.web.organisation.forms import ReformForm
from khuyenhoc.interfaces.web.organisation.pages import reforms as pages
from khuyenhoc.interfaces.web.uploads import bounded_upload


@mandated(Action.VIEW)
def reforms(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    lines, asked = _lines(mandate), Asked.of(request.GET)
    downloads = [(reverse("web:reforms-export") + asked.address(page=None), "xlsx")]
    table = pages.REFORMS.asked(lines, asked, downloads=downloads)
    page = pages.ReformsPage(table, may_load=bool(_organising(request, mandate).units))
    return render(request, "web/organisation/reforms.html", {"page": page})


@mandated(Action.VIEW)
def export(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    rows = pages.REFORMS.chosen(_lines(mandate), Asked.of(request.GET))
    return pages.REFORMS.file(rows, ending="xlsx", name="to-chuc-lai", title=_("Reorganisations"))


def _lines(mandate: Mandate) -> list[pages.ReformLine]:
    return [pages.reform_line(reorganisation) for reorganisation in lineage.reforms_seen(mandate)]


@mandated(Action.VIEW)
def reform(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    seen = _seen(mandate, pk)
    organising = _organising(request, mandate)
    may_reverse = seen.is_whole and bool(organising.units) and _reaches_whole(organising, pk)
    follows = services.what_follows(seen.reorganisation) if seen.is_whole else []
    page = pages.reform_page(seen, follows=follows, may_reverse=may_reverse, seen_on=mandate.on)
    return render(request, "web/organisation/reform.html", {"page": page})


@mandated(Action.ORGANISE)
@bounded_upload
def load(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    if request.is_too_large:  # type: ignore[attr-defined]
        messages.error(request, too_large_words())
        return _load_page(request, ReformForm(), status=413)
    form = ReformForm(request.POST, request.FILES) if request.method == "POST" else ReformForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            waiting = services.keep_waiting(mandate=mandate, content=file.read(), file_name=file.name)
        except SheetRefused as refusal:
            form.add_error("file", refusal.reason)
        except OutsideMandate as refusal:
            form.add_error("file", _outside_words(refusal, mandate))
        else:
            return redirect("web:reform-trial", token=waiting.token)
    return _load_page(request, form, status=422 if form.is_bound else 200)


def _load_page(request: HttpRequest, form: ReformForm, *, status: int) -> HttpResponse:
    return render(request, "web/organisation/reform_load.html", {"page": pages.LoadPage(form)}, status=status)


def _outside_words(refusal: OutsideMandate, mandate: Mandate) -> str:
    """By the keys as the sheet writes them: whoever wrote them learns nothing new."""
    keys = sorted(name.key for name in queries.names(list(refusal.units), on=mandate.on).values())
    named = ", ".join(f"“{key}”" for key in keys[:6]) + (" …" if len(keys) > 6 else "")
    return _(
        "The sheet names units outside your post: %(units)s. Leave out these rows, or ask the association "
        "above to load the sheet. "
        "Nothing was kept."
    ) % {"units": named}


@mandated(Action.ORGANISE)
def blank(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """The empty sheet, with every act and an example of each on its guide page."""
    choices = {"act": ACTS, "kind": tuple(unit_kinds())}
    columns = tuple(
        replace(column, choices=choices.get(column.name, ())) for column in REORGANISATIONS.columns
    )
    notes = [
        _(
            "One row is one unit and one unit that carries it on. All rows of one document and one day are "
            "applied together, or none is."
        ),
        _("Acts, each with an example:"),
        *(f"{act}: {words}" for act, words in pages.act_examples().items()),
        _("Kinds of units:"),
        *(f"{code}: {kind.label}" for code, kind in unit_kinds().items()),
    ]
    definition = SheetDefinition(name=REORGANISATIONS.name, columns=columns)
    return file_response(
        write_xlsx(definition, [], title=_("Reorganisations"), notes=notes),
        "bieu-mau-to-chuc-lai.xlsx",
        "xlsx",
    )


@mandated(Action.ORGANISE)
def trial(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    waiting = _waiting(mandate, token)
    if waiting is None:
        return _gone(request)
    tried = services.try_reform(mandate=mandate, content=bytes(waiting.content), file_name=waiting.file_name)
    if request.GET.get("problems") == "csv":
        table = SheetDefinition(
            name="problems", columns=(Column("row", _("Row")), Column("problem", _("What to mend")))
        )
        rows = [{"row": problem.row, "problem": pages.problem_words(problem)} for problem in tried.problems]
        return sheet_response(
            table, rows, ending="csv", name="cac-dong-can-xem-lai", title=_("Rows to look at")
        )
    is_known = any(act.is_known for act in tried.acts)
    known = (
        {(one.document.number, one.effective_on): one.pk for one in queries.reorganisations()}
        if is_known
        else {}
    )
    return render(
        request, "web/organisation/reform_trial.html", {"page": pages.trial_page(waiting, tried, known)}
    )


@mandated(Action.ORGANISE)
@require_POST
def apply(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    if _waiting(mandate, token) is None:
        return _gone(request)
    try:
        applied = services.apply_waiting(mandate=mandate, token=token, stamp=_stamp(request))
    except services.TreeHasChanged:
        messages.warning(
            request,
            _(
                "Somebody changed the units while you were looking, so nothing was applied. Below is the "
                "preview anew: look again, then apply."
            ),
        )
        return redirect("web:reform-trial", token=token)
    except services.SheetNotSound as unsound:
        count = len(unsound.problems)
        words = ngettext(
            "%(count)s place stands in the way now.", "%(count)s places stand in the way now.", count
        ) % {"count": count}
        messages.error(request, _("Nothing was applied.") + " " + words)
        return redirect("web:reform-trial", token=token)
    if not applied:
        messages.info(request, _("Everything in this sheet had been applied already. Nothing was changed."))
        return redirect("web:reforms")
    numbers = ", ".join(one.document.number for one in applied)
    messages.success(
        request,
        _("Applied: %(documents)s. Every page shows the units as they are now.") % {"documents": numbers},
    )
    return redirect("web:reform", pk=applied[0].pk) if len(applied) == 1 else redirect("web:reforms")


def _stamp(request: HttpRequest) -> UUID:
    """
    The tree of the preview somebody saw.

    :raises TreeHasChanged: the form does not say which
    """
    try:
        return UUID(request.POST.get("stamp", ""))
    except ValueError as missing:
        raise services.TreeHasChanged from missing


@mandated(Action.ORGANISE)
@require_POST
def discard(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    if _waiting(mandate, token) is not None:
        services.discard_waiting(mandate=mandate, token=token)
    messages.info(request, _("The sheet was put aside. Nothing was changed."))
    return redirect("web:reform-load")


@mandated(Action.ORGANISE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """Asks first, with what would be undone and what stands in the way; a POST undoes it."""
    reorganisation = _seen(mandate, pk).reorganisation
    number = reorganisation.document.number
    acts = queries.reorganisations_by(number)
    if request.method == "POST":
        try:
            services.reverse_reform(mandate=mandate, document=number)
        except services.SomethingRestsOnIt:
            messages.error(request, _("Nothing was undone."))  # the page below says why
            return redirect("web:reform-reverse", pk=pk)
        except services.NoSuchReorganisation as gone:
            raise Http404 from gone
        messages.success(
            request,
            _("Undone: %(document)s. The units are as they were before it. The sheet can be loaded again.")
            % {"document": number},
        )
        return redirect("web:reforms")
    trial = services.try_reverse(mandate=mandate, document=number)
    return render(
        request,
        "web/organisation/reform_reverse.html",
        {"page": pages.reverse_page(reorganisation, acts, trial)},
    )


def _organising(request: HttpRequest, mandate: Mandate) -> Mandate:
    """What the same account may do to the tree, on the same day."""
    return permissions.mandate(account=account_of(request), action=Action.ORGANISE, on=mandate.on)


def _reaches_whole(organising: Mandate, pk: int) -> bool:
    seen = lineage.reform_seen(organising, pk)
    return seen is not None and seen.is_whole


def _seen(mandate: Mandate, pk: int) -> SeenReform:
    """:raises Http404: there is no such reorganisation, or the mandate reaches none of its units"""
    seen = lineage.reform_seen(mandate, pk)
    if seen is None:
        raise Http404
    return seen


def _waiting(mandate: Mandate, token: UUID) -> WaitingReform | None:
    try:
        return queries.waiting_reform(mandate, token)
    except WaitingReform.DoesNotExist:
        return None


def _gone(request: HttpRequest) -> HttpResponse:
    """
    Applied already, put aside, or never there: the same words for all, for a stranger learns nothing from
    them.
    """
    messages.info(
        request,
        _(
            "This sheet waits no longer: it was applied, put aside, or another one was loaded after it. "
            "Load it again if need be."
        ),
    )
    return redirect("web:reforms")
