"""
The pages of a person and a group: look, correct, transfer, admit, end. A look at a person is noted in the
audit.
"""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khuyenhoc.domain.people import queries, services
from khuyenhoc.domain.people.models import GroupKind
from khuyenhoc.domain.people.services import Refused
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.people.forms.people import DayForm, GroupForm, PersonForm, TransferForm
from khuyenhoc.interfaces.web.people.pages.people import (
    WritingPage,
    about_group,
    about_person,
    group_page,
    person_page,
)
from khuyenhoc.interfaces.web.people.reach import unit_within, within

_FORM = ["GET", "HEAD", "POST"]


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether an act was done; where it was refused, the form says why beside what was asked."""
    try:
        act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        return False
    return True


def written_page(request: HttpRequest, page: WritingPage) -> HttpResponse:
    return render(request, "web/people/writing.html", {"page": page}, status=422 if page.form.errors else 200)


@mandated(Action.REGISTER)
def person(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    card = within(queries.person_card, pk, mandate)
    trail.record(mandate, "looked at person", card.person)
    return render(request, "web/people/person.html", {"page": person_page(card, mandate)})


@mandated(Action.REGISTER)
@require_http_methods(_FORM)
def person_edit(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    record = within(queries.person_kept, pk, mandate)
    if request.method != "POST":
        trail.record(mandate, "looked at person", record)
    on_record = {
        "name": record.full_name,
        "birth_year": record.birth_year,
        "sex": record.sex,
        "phone": record.phone,
    }
    form = PersonForm(request.POST or None, initial=on_record)
    if form.is_valid():
        cleaned = form.cleaned_data
        if done(
            form,
            lambda: services.correct_person(
                mandate=mandate,
                person=record,
                full_name=cleaned["name"],
                birth_year=cleaned["birth_year"],
                sex=cleaned["sex"],
                phone=cleaned["phone"],
            ),
        ):
            messages.success(request, _("Saved."))
            return redirect("web:person", pk=pk)
    return written_page(
        request, about_person(record, mandate, what=_("Correct what is on record"), form=form, save=_("Save"))
    )


@mandated(Action.REGISTER)
@require_http_methods(_FORM)
def person_transfer(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    record = within(queries.person_kept, pk, mandate)
    form = TransferForm(request.POST or None, mandate=mandate, initial={"on": mandate.on})
    if form.is_valid():
        to_unit, on = unit_within(mandate, form.cleaned_data["unit"]), form.cleaned_data["on"]
        if done(form, lambda: services.transfer(mandate=mandate, person=record, to_unit=to_unit, on=on)):
            messages.success(request, _("Transferred. What was before stays on record."))
            return redirect("web:person", pk=pk)
    note = _(
        "A membership ends in the old unit and begins in the new one on the same day. Titles stay where "
        "they were registered."
    )
    page = about_person(
        record, mandate, what=_("Transfer to another unit"), form=form, save=_("Transfer"), note=note
    )
    return written_page(request, page)


@mandated(Action.REGISTER)
@require_POST
def person_transfer_undo(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    record = within(queries.person_kept, pk, mandate)
    try:
        services.undo_transfer(mandate=mandate, person=record)
    except services.CannotUndoTransfer as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("The last transfer is taken back, as if it had not been."))
    return redirect("web:person", pk=pk)


@mandated(Action.REGISTER)
@require_http_methods(_FORM)
def person_membership(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """A member ceases to be one; anybody else becomes one."""
    record = within(queries.person_kept, pk, mandate)
    is_member = record.memberships.filter(ends_on__isnull=True).exists()
    form = DayForm(request.POST or None, initial={"on": mandate.on})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if is_member and done(form, lambda: services.end_membership(mandate=mandate, person=record, on=on)):
            messages.success(request, _("The membership has ended. The person stays on record."))
            return redirect("web:person", pk=pk)
        if not is_member and done(form, lambda: services.admit(mandate=mandate, person=record, on=on)):
            messages.success(request, _("A member from that day on."))
            return redirect("web:person", pk=pk)
    if is_member:
        note = _("The day from which the person is no member any more. Why is not kept.")
        page = about_person(
            record, mandate, what=_("End the membership"), form=form, save=_("End the membership"), note=note
        )
    else:
        note = _("The person becomes a member in the unit that keeps the record.")
        page = about_person(
            record, mandate, what=_("Admit as a member"), form=form, save=_("Admit"), note=note
        )
    return written_page(request, page)


@mandated(Action.REGISTER)
def group(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    group = within(queries.group_kept, pk, mandate)
    trail.record(mandate, "looked at group", group, kind=group.kind)
    return render(request, "web/people/group.html", {"page": group_page(group, mandate)})


@mandated(Action.REGISTER)
@require_http_methods(_FORM)
def group_edit(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    group = within(queries.group_kept, pk, mandate)
    on_record = {"name": group.name, "birth_year": group.head_birth_year, "size": group.size}
    form = GroupForm(request.POST or None, kind=GroupKind(group.kind), initial=on_record)
    if form.is_valid():
        cleaned = form.cleaned_data
        if done(
            form,
            lambda: services.correct_group(
                mandate=mandate,
                group=group,
                name=cleaned["name"],
                size=cleaned["size"],
                head_birth_year=cleaned.get("birth_year"),
            ),
        ):
            messages.success(request, _("Saved."))
            return redirect("web:group", pk=pk)
    return written_page(
        request, about_group(group, mandate, what=_("Correct what is on record"), form=form, save=_("Save"))
    )


@mandated(Action.REGISTER)
@require_http_methods(_FORM)
def group_end(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    group = within(queries.group_kept, pk, mandate)
    form = DayForm(request.POST or None, initial={"on": mandate.on})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if done(form, lambda: services.end_group(mandate=mandate, group=group, on=on)):
            messages.success(request, _("Taken off the register. Its titles stay on record."))
            return redirect("web:group", pk=pk)
    note = _("The first day it is no more: moved away, dissolved.")
    page = about_group(
        group, mandate, what=_("Take off the register"), form=form, save=_("Take off the register"), note=note
    )
    return written_page(request, page)


@mandated(Action.REGISTER)
@require_POST
def group_resume(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    services.resume_group(mandate=mandate, group=within(queries.group_kept, pk, mandate))
    messages.success(request, _("On the register again."))
    return redirect("web:group", pk=pk)
