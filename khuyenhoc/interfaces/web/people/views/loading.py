"""
Loading a locality's list: hand in, see row by row what would change, store all of it or nothing, take it
back.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import RegisterSheet, WaitingRegister
from khuyenhoc.domain.people.queries.sheets import register_sheets, waiting_register
from khuyenhoc.domain.people.rules.matching import State
from khuyenhoc.domain.people.services import RegisterTrial
from khuyenhoc.domain.people.sheets import REGISTERS
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.writing import Row, write_xlsx
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.files import file_response, sheet_response
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.figures.forms import too_large_words
from khuyenhoc.interfaces.web.paging import with_lines
from khuyenhoc.interfaces.web.people import storing
from khuyenhoc.interfaces.web.people.forms.loading import KIND_NAMES, RegisterForm
from khuyenhoc.interfaces.web.people.pages.loading import (
    SHEETS,
    LoadPage,
    rows_of,
    sheet_page,
    sheets_shown,
    state_words,
    trial_page,
)
from khuyenhoc.interfaces.web.people.units import choosable
from khuyenhoc.interfaces.web.uploads import bounded_upload

_REFUSED = (
    WaitingRegister.DoesNotExist,
    services.SheetNotSound,
    SheetRefused,
    learning.NoSetInForce,
    learning.StepClosed,
)
_DOING = {
    "": gettext_lazy("Waiting for its turn"),
    "đọc": gettext_lazy("Reading the rows"),
    "đối chiếu": gettext_lazy("Comparing with the register"),
    "lưu": gettext_lazy("Storing"),
}
"""What the acts say they are doing, in the page's language."""


@mandated(Action.REGISTER)
@bounded_upload
def load(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    units = choosable(mandate)
    if request.is_too_large:  # type: ignore[attr-defined]
        messages.error(request, too_large_words())
        return _load_page(request, mandate, RegisterForm(units=units, this_year=mandate.on.year), status=413)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterForm(
        *bound,
        units=units,
        this_year=mandate.on.year,
        initial={"kind": request.GET.get("kind"), "unit": request.GET.get("unit")},
    )
    if form.is_bound and form.is_valid():
        kind, file = RegisterKind(form.cleaned_data["kind"]), form.cleaned_data["file"]
        unit, year, content = (
            organisation.unit_by_key(form.cleaned_data["unit"]),
            form.cleaned_data["year"],
            file.read(),
        )
        try:
            services.try_register(
                mandate=mandate, kind=kind, unit=unit, year=year, content=content, file_name=file.name
            )
        except SheetRefused as refusal:
            form.add_error("file", refusal.reason)
        else:
            waiting = services.keep_waiting_register(
                mandate=mandate, kind=kind, unit=unit, year=year, content=content, file_name=file.name
            )
            return redirect("web:register-trial", token=waiting.token)
    return _load_page(request, mandate, form, status=422 if form.is_bound else 200)


def _load_page(request: HttpRequest, mandate: Mandate, form: RegisterForm, *, status: int) -> HttpResponse:
    history = Paginator(register_sheets(mandate), SHEETS).get_page(request.GET.get("page"))
    shown = with_lines(history, sheets_shown(list(history.object_list), mandate))
    page = LoadPage(form, [(kind.value, str(name)) for kind, name in KIND_NAMES.items()], shown)
    return render(request, "web/people/register_load.html", {"page": page}, status=status)


@mandated(Action.REGISTER)
def blank(request: HttpRequest, mandate: Mandate, *, kind: str) -> HttpResponse:
    """The empty list of a register: the definition the import reads and the export writes."""
    asked = _kind(kind)
    notes = [
        _(
            "One row is one person, family, clan, community or unit. Only the name is needed; leave out "
            "what nobody knows."
        ),
        _(
            "The hamlet finds its chapter by name. A list of several communes names the commune in its own "
            "column."
        ),
        _("No identity number, no religion: the association does not keep them."),
    ]
    return file_response(
        write_xlsx(REGISTERS[asked], [], title=str(KIND_NAMES[asked]), notes=notes),
        f"danh-sach-{kind}.xlsx",
        "xlsx",
    )


@mandated(Action.REGISTER)
def trial(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    waiting = _waiting(mandate, token)
    if waiting is None:
        return _gone(request)
    try:
        tried = _tried(mandate, waiting)
    except SheetRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("web:register-load")
    if request.GET.get("rows") == "csv":
        return _rows_as_csv(mandate, tried)
    state = request.GET.get("state", "")
    page = trial_page(
        waiting,
        tried,
        mandate,
        state=state if state in list(State) else "",
        page=request.GET.get("page", "1"),
    )
    return render(request, "web/people/register_trial.html", {"page": page})


def _tried(mandate: Mandate, waiting: WaitingRegister) -> RegisterTrial:
    return services.try_register(
        mandate=mandate,
        kind=RegisterKind(waiting.kind),
        unit=waiting.unit,
        year=waiting.year,
        content=bytes(waiting.content),
        file_name=waiting.file_name,
    )


def _rows_as_csv(mandate: Mandate, tried: RegisterTrial) -> HttpResponse:
    """Every row with what it is and why, those that cannot be read too."""
    places = {row.place for row in tried.rows} | {
        row.known.place for row in tried.rows if row.known is not None
    }
    names = {unit: name.title for unit, name in organisation.names(list(places), on=mandate.on).items()}
    table = SheetDefinition(
        "rows",
        (
            Column("row", _("Row")),
            Column("name", _("Name")),
            Column("place", _("Kept by")),
            Column("state", _("What it is")),
            Column("reason", _("Why")),
        ),
    )
    rows: list[Row] = [
        {"row": row.row, "name": row.name, "place": row.place, "state": row.word, "reason": row.reason}
        for state in (State.NEW, State.CHANGED, State.SAME, State.DOUBTFUL)
        for row in rows_of(tried, names, state=state)
    ]
    rows += [
        {"row": problem.row, "state": state_words(State.WRONG), "reason": problem.sentence}
        for problem in tried.problems
    ]
    return sheet_response(
        table,
        sorted(rows, key=lambda row: int(str(row["row"] or 0))),
        ending="csv",
        name="xem-thu-danh-sach",
        title=_("What will change"),
    )


@mandated(Action.REGISTER)
@require_POST
def store(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    waiting = _waiting(mandate, token)
    if waiting is None:
        return _gone(request)
    if len(waiting.content) >= storing.LONG:
        storing.begin(mandate, token)
        return redirect("web:register-storing", token=token)
    try:
        loaded = learning.store_waiting_list(mandate=mandate, token=token)
    except _REFUSED as refused:
        messages.error(request, storing.refusal_words(refused))
        return redirect("web:register-trial", token=token)
    for sentence in storing.stored_words(loaded):
        messages.success(request, sentence)
    return redirect("web:register-sheet", sheet=loaded.sheet.pk)


@mandated(Action.REGISTER)
def storing_page(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    """How far a long list is; asks again by itself until it is done, and may be left."""
    found = storing.running(mandate, token)
    if found is None:
        return (
            redirect("web:register-load")
            if _waiting(mandate, token) is None
            else redirect("web:register-trial", token=token)
        )
    if found.sheet is not None:
        messages.success(request, _("The whole list is stored."))
        return redirect("web:register-sheet", sheet=found.sheet)
    if found.refusal:
        messages.error(request, found.refusal)
        return redirect("web:register-trial", token=token)
    answer = render(
        request,
        "web/people/register_storing.html",
        {"doing": _DOING.get(found.doing, _DOING[""]), "rows": grouped(found.rows)},
    )
    answer.headers["Refresh"] = "2"
    return answer


@mandated(Action.REGISTER)
@require_POST
def discard(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    if _waiting(mandate, token) is not None:
        services.discard_waiting_register(mandate=mandate, token=token)
    messages.info(request, _("The list was put aside. Nothing was stored."))
    return redirect("web:register-load")


@mandated(Action.REGISTER)
def sheet(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    return render(
        request,
        "web/people/register_sheet.html",
        {"page": sheet_page(_sheet(mandate, sheet), mandate, page=request.GET.get("page", "1"))},
    )


@mandated(Action.REGISTER)
@require_POST
def undo(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    found = _sheet(mandate, sheet)
    try:
        learning.take_back_list(mandate=mandate, sheet=found)
    except (learning.CannotUndo, services.SomethingRestsOnIt) as refused:
        messages.error(request, f"{_('Nothing was taken back.')} {refused}")
    else:
        messages.success(
            request, _("The list was taken back: whom it brought is gone, what it changed is as before.")
        )
    return redirect("web:register-sheet", sheet=sheet)


def _sheet(mandate: Mandate, pk: int) -> RegisterSheet:
    found = register_sheets(mandate).filter(pk=pk).first()
    if found is None:
        raise Http404
    mandate.require(Action.REGISTER, [UnitId(found.unit_id)])
    return found


def _kind(kind: str) -> RegisterKind:
    if kind not in list(RegisterKind):
        raise Http404
    return RegisterKind(kind)


def _waiting(mandate: Mandate, token: UUID) -> WaitingRegister | None:
    try:
        return waiting_register(mandate, token)
    except WaitingRegister.DoesNotExist:
        return None


def _gone(request: HttpRequest) -> HttpResponse:
    """
    Stored already, swept away, or never there: the same words for all, for a stranger learns nothing from
    them.
    """
    messages.info(
        request,
        _(
            "This list waits no longer: it was stored, or a day has passed. Look at the lists below, or "
            "load it again."
        ),
    )
    return redirect("web:register-load")
