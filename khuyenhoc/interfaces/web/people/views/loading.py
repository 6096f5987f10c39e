"""Lists for the registers beside the road they are loaded by: blank ones, and stored ones, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.domain.people.queries.sheets import register_sheets
from khuyenhoc.domain.people.sheets import REGISTERS
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.files import file_response
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.people.forms.loading import KIND_NAMES
from khuyenhoc.interfaces.web.people.pages.loading import sheet_page


@mandated(Action.REGISTER)
def blank(request: HttpRequest, mandate: Mandate, *, kind: str) -> HttpResponse:
    """The empty list of a register: the definition the import reads and the export writes."""
    asked = _kind(kind)
    notes = [
        _(
            "One row is one person, family, clan, community or unit. Only the name is needed; leave out "
            "what is not known."
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
def sheet(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    return render(
        request,
        "web/people/register_sheet.html",
        {"page": sheet_page(_sheet(mandate, sheet), mandate, page=request.GET.get("page", "1"))},
    )


@mandated(Action.REGISTER)
@require_POST
def undo(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    loaded_sheet = _sheet(mandate, sheet)
    try:
        learning.take_back_list(mandate=mandate, sheet=loaded_sheet)
    except (learning.CannotUndo, services.SomethingRestsOnIt) as refused:
        messages.error(request, f"{_('Nothing was taken back.')} {refused}")
    else:
        messages.success(
            request, _("The list was taken back: whom it brought is gone, what it changed is as before.")
        )
    return redirect("web:register-sheet", sheet=sheet)


def _sheet(mandate: Mandate, pk: int) -> RegisterSheet:
    loaded_sheet = register_sheets(mandate).filter(pk=pk).first()
    if loaded_sheet is None:
        raise Http404
    mandate.require(Action.REGISTER, [UnitId(loaded_sheet.unit_id)])
    return loaded_sheet


def _kind(kind: str) -> RegisterKind:
    if kind not in list(RegisterKind):
        raise Http404
    return RegisterKind(kind)
