"""
Committees of a unit and their officers: read by officers who keep registers there, changed by officers who
organise there.
"""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.people import permissions, queries, services
from khuyenhoc.domain.people.models import Account, Committee, Office, Posting
from khuyenhoc.domain.people.services import CitedPaper
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.people.forms.people import AppointForm, CommitteeForm, DayForm, HandOverForm
from khuyenhoc.interfaces.web.people.pages.officers import accounts_of, officers_page, persons_named
from khuyenhoc.interfaces.web.people.pages.people import WritingPage
from khuyenhoc.interfaces.web.people.reach import unit_title, unit_within, within
from khuyenhoc.interfaces.web.people.views.people import done, written_page
from khuyenhoc.interfaces.words import post_words

_FORM = ["GET", "HEAD", "POST"]


@mandated(Action.REGISTER)
def officers(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    unit = unit_within(mandate, key)
    organising = permissions.mandate(account=account_of(request), action=Action.ORGANISE, on=mandate.on)
    trail.record(mandate, "looked at officers", unit, unit=unit.key)
    return render(request, "web/people/officers.html", {"page": officers_page(unit, mandate, organising)})


@mandated(Action.ORGANISE)
@require_http_methods(_FORM)
def committee_new(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    unit = unit_within(mandate, key)
    form = CommitteeForm(request.POST or None, initial={"starts_on": mandate.on})
    if form.is_valid():
        cleaned = form.cleaned_data
        last_day = cleaned["last_day"]
        if done(
            form,
            lambda: services.form_committee(
                mandate=mandate,
                unit=unit,
                is_provisional=cleaned["is_provisional"] == "yes",
                starts_on=cleaned["starts_on"],
                ends_on=None if last_day is None else last_day + timedelta(days=1),
                paper=CitedPaper(cleaned["number"], cleaned["issuer"], cleaned["issued_on"])
                if cleaned["number"]
                else None,
            ),
        ):
            messages.success(request, _("The committee is on record. Add its officers next."))
            return redirect("web:officers", key=key)
    page = WritingPage(
        what=_("A new committee"),
        of=_("Committees and officers"),
        unit=unit_title(unit.pk, on=mandate.on),
        form=form,
        back=reverse("web:officers", kwargs={"key": key}),
        save=_("Save"),
        note=_(
            "A committee that still serves ends on the first day of the new one, and its offices with it."
        ),
    )
    return written_page(request, page)


@mandated(Action.ORGANISE)
@require_http_methods(_FORM)
def committee_end(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    committee = within(queries.committee_within, pk, mandate)
    form = DayForm(request.POST or None, initial={"on": mandate.on})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if done(form, lambda: services.end_committee(mandate=mandate, committee=committee, on=on)):
            messages.success(request, _("The committee has ended, and its offices with it."))
            return redirect("web:officers", key=committee.unit.key)
    note = _("The first day on which it serves no more.")
    return written_page(
        request,
        _about(
            committee, mandate, what=_("End the committee"), form=form, save=_("End the committee"), note=note
        ),
    )


@mandated(Action.ORGANISE)
@require_http_methods(_FORM)
def office_new(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    committee = within(queries.committee_within, pk, mandate)
    persons = persons_named(mandate, _searched(request))
    on = max(committee.starts_on, mandate.on) if not committee.offices.exists() else mandate.on
    if "save" not in request.POST:
        form = AppointForm(initial=_typed(request) or {"on": on}, found=persons, posts=list(posts()))
    else:
        form = AppointForm(request.POST, found=persons, posts=list(posts()))
        if form.is_valid():
            cleaned = form.cleaned_data
            person = within(queries.person_kept, int(cleaned["person"]), mandate)
            if done(
                form,
                lambda: services.appoint_officer(
                    mandate=mandate,
                    committee=committee,
                    person=person,
                    post=cleaned["post"],
                    starts_on=cleaned["on"],
                ),
            ):
                messages.success(request, _("The officer is on record."))
                return redirect("web:officers", key=committee.unit.key)
    page = _about(committee, mandate, what=_("Add an officer"), form=form, save=_("Add"))
    return _successor_page(request, page)


@mandated(Action.ORGANISE)
@require_http_methods(_FORM)
def office_hand_over(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """One act: who held the office, who holds it now, and whose account may work for the unit."""
    office = within(queries.office_within, pk, mandate)
    committee = office.committee
    persons = persons_named(mandate, _searched(request))
    postings = accounts_of(committee.unit, mandate)
    if "save" not in request.POST:
        form = HandOverForm(initial=_typed(request) or {"on": mandate.on}, found=persons, postings=postings)
    else:
        form = HandOverForm(request.POST, found=persons, postings=postings)
        if form.is_valid() and _hand_over(mandate, office, form):
            messages.success(request, _("Handed over. Both are on record with their days."))
            return redirect("web:officers", key=committee.unit.key)
    note = _("%(post)s: %(name)s, since %(day)s.") % {
        "post": post_words(office.post),
        "name": office.person.full_name,
        "day": f"{office.starts_on:%d/%m/%Y}",
    }
    return _successor_page(
        request,
        _about(committee, mandate, what=_("Hand over an office"), form=form, save=_("Hand over"), note=note),
    )


def _hand_over(mandate: Mandate, office: Office, form: HandOverForm) -> bool:
    cleaned = form.cleaned_data
    successor = within(queries.person_kept, int(cleaned["person"]), mandate)
    posting = Posting.objects.get(pk=int(cleaned["posting"])) if cleaned["posting"] else None
    account = (
        Account.objects.filter(username=cleaned["account"].strip(), is_active=True).first()
        if cleaned["account"]
        else None
    )
    if cleaned["account"] and account is None:
        form.add_error("account", _("No account has this name. Check it, or leave it blank."))
        return False
    return done(
        form,
        lambda: services.hand_over(
            mandate=mandate,
            office=office,
            successor=successor,
            on=cleaned["on"],
            posting=posting,
            account=account,
        ),
    )


@mandated(Action.ORGANISE)
@require_http_methods(_FORM)
def office_end(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    office = within(queries.office_within, pk, mandate)
    form = DayForm(request.POST or None, initial={"on": mandate.on})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if done(form, lambda: services.end_office(mandate=mandate, office=office, on=on)):
            messages.success(request, _("The office has ended. It has no successor yet."))
            return redirect("web:officers", key=office.committee.unit.key)
    note = _(
        "The first day on which the office is no longer held. If there is a successor, hand the office over "
        "instead."
    )
    page = _about(
        office.committee, mandate, what=_("End an office"), form=form, save=_("End the office"), note=note
    )
    return written_page(request, page)


def _searched(request: HttpRequest) -> str:
    return " ".join(request.POST.get("q", "").replace("\0", "").split())[:100]


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed before the user pressed “find”: nothing of it is lost."""
    return {name: str(request.POST[name]) for name in request.POST if name != "csrfmiddlewaretoken"}


def _about(
    committee: Committee, mandate: Mandate, *, what: str, form: forms.Form, save: str, note: str = ""
) -> WritingPage:
    return WritingPage(
        what=what,
        of=_("Committees and officers"),
        unit=unit_title(committee.unit_id, on=mandate.on),
        form=form,
        back=reverse("web:officers", kwargs={"key": committee.unit.key}),
        save=save,
        note=note,
    )


def _successor_page(request: HttpRequest, page: WritingPage) -> HttpResponse:
    return render(
        request, "web/people/choose_person.html", {"page": page}, status=422 if page.form.errors else 200
    )
