"""
The review meeting of a cluster's year: its record, and one page for each thing that is written about it.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.emulation import services
from khuyenhoc.domain.emulation.models import DiscussionEntry
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.emulation.forms.attendance import AttendanceForm
from khuyenhoc.interfaces.web.emulation.forms.meetings import AgendaForm, EntryForm, MeetingForm
from khuyenhoc.interfaces.web.emulation.pages import meetings as pages
from khuyenhoc.interfaces.web.emulation.reach import mandate_for, meeting_of, unit_of, year_run
from khuyenhoc.interfaces.web.figures.reach import year_within

_FORM = ["GET", "HEAD", "POST"]


@mandated(Action.VIEW)
def meeting(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_within(mandate, key, year)
    writing, reporting = (mandate_for(request, mandate, action) for action in (Action.MEET, Action.REPORT))
    page = pages.meeting_page(cluster_year, writing=writing, reporting=reporting)
    return render(request, "web/emulation/meeting.html", {"page": page})


@mandated(Action.MEET)
@require_http_methods(_FORM)
def edit(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    held = meeting_of(cluster_year)
    if request.method != "POST":
        known = (
            {}
            if held is None
            else {name: getattr(held, name) for name in ("held_on", "part_of_day", "place", "purpose")}
        )
        form = MeetingForm(initial=known, year=year)
    else:
        form = MeetingForm(request.POST, year=year)
        if form.is_valid():
            try:
                services.hold_meeting(
                    mandate=mandate,
                    cluster_year=cluster_year,
                    held_on=form.cleaned_data["held_on"],
                    part_of_day=form.cleaned_data["part_of_day"],
                    place=nfc(form.cleaned_data["place"]),
                    purpose=nfc(form.cleaned_data["purpose"]),
                )
            except services.DueTooEarly:
                form.add_error(
                    "held_on",
                    _(
                        "A conclusion would be due on this day or before it. Choose an earlier day, or "
                        "change the conclusion first."
                    ),
                )
            else:
                messages.success(
                    request,
                    _(
                        "The meeting is on record. Next: who was there, the agenda, what was said, the "
                        "conclusions."
                    ),
                )
                return redirect("web:meeting", key=key, year=year)
    page = pages.writing_page(cluster_year, form, is_new=held is None)
    return render(
        request, "web/emulation/meeting_edit.html", {"page": page}, status=422 if form.is_bound else 200
    )


@mandated(Action.MEET)
@require_http_methods(_FORM)
def attendance(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    held = meeting_of(cluster_year)
    if held is None:
        return no_meeting_yet(request, cluster_year)
    seats, guests = pages.seats_of(held)
    form = AttendanceForm(request.POST if request.method == "POST" else None, seats=seats, guests=guests)
    if form.is_bound and form.is_valid():
        present = [services.Present(unit=unit_of(unit), people=people) for unit, people in form.units_there()]
        present += [services.Present(body=body, people=people) for body, people in form.bodies_there()]
        services.record_attendance(mandate=mandate, meeting=held, present=present)
        count = len(present)
        words = ngettext("Saved: %(count)s body was there.", "Saved: %(count)s bodies were there.", count) % {
            "count": count
        }
        messages.success(request, words)
        return redirect("web:meeting", key=key, year=year)
    context = {"page": pages.writing_page(cluster_year, form)}
    return render(request, "web/emulation/attendance.html", context, status=422 if form.is_bound else 200)


@mandated(Action.MEET)
@require_http_methods(_FORM)
def agenda(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    held = meeting_of(cluster_year)
    if held is None:
        return no_meeting_yet(request, cluster_year)
    if request.method == "POST":
        form = AgendaForm(request.POST)
    else:
        form = AgendaForm(
            initial={"items": "\n".join(held.agenda.order_by("position").values_list("text", flat=True))}
        )
    if form.is_bound and form.is_valid():
        items = form.cleaned_data["items"]
        services.set_agenda(mandate=mandate, meeting=held, items=items)
        count = len(items)
        words = ngettext(
            "Saved: the agenda has %(count)s point.", "Saved: the agenda has %(count)s points.", count
        ) % {"count": count}
        messages.success(request, words)
        return redirect("web:meeting", key=key, year=year)
    context = {"page": pages.writing_page(cluster_year, form)}
    return render(request, "web/emulation/agenda.html", context, status=422 if form.is_bound else 200)


@mandated(Action.MEET)
@require_http_methods(_FORM)
def add_entry(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    held = meeting_of(cluster_year)
    if held is None:
        return no_meeting_yet(request, cluster_year)
    members = list(organisation.member_names(cluster_year).values())
    if request.method == "POST":
        form = EntryForm(request.POST, members=members)
    else:
        asked = request.GET.get("kind", "")
        form = EntryForm(
            initial={"kind": asked if asked in DiscussionEntry.Kind.values else ""}, members=members
        )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        services.add_entry(
            mandate=mandate,
            meeting=held,
            kind=cleaned["kind"],
            text=nfc(cleaned["text"]),
            unit=unit_of(cleaned["unit"]),
        )
        messages.success(request, _("Saved under “%(kind)s”.") % {"kind": pages.kind_words(cleaned["kind"])})
        return redirect("web:meeting", key=key, year=year)
    context = {"page": pages.writing_page(cluster_year, form)}
    return render(request, "web/emulation/entry.html", context, status=422 if form.is_bound else 200)


@mandated(Action.MEET)
@require_http_methods(_FORM)
def remove_entry(request: HttpRequest, mandate: Mandate, *, key: str, year: int, entry: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    discussion_entry = DiscussionEntry.objects.filter(pk=entry, meeting__cluster_year=cluster_year).first()
    if discussion_entry is None:
        raise Http404
    if request.method == "POST":
        services.remove_entry(mandate=mandate, entry=discussion_entry)
        messages.success(request, _("Taken back. The book of changes keeps what it said."))
        return redirect("web:meeting", key=key, year=year)
    return render(
        request,
        "web/emulation/take_back.html",
        {"page": pages.take_back_page(cluster_year, discussion_entry.text)},
    )


def no_meeting_yet(request: HttpRequest, cluster_year: ClusterYear) -> HttpResponse:
    messages.info(request, _("First write down when and where the meeting is held."))
    return redirect("web:meeting-edit", key=cluster_year.cluster.key, year=cluster_year.year)
