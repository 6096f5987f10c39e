"""Conclusions of a review meeting: drawing one, saying that it is done, taking one back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khuyenhoc.domain.emulation import queries, services
from khuyenhoc.domain.emulation.models import Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.emulation.forms.meetings import TaskForm
from khuyenhoc.interfaces.web.emulation.pages import meetings as pages
from khuyenhoc.interfaces.web.emulation.reach import mandate_for, meeting_of, unit_of, year_run
from khuyenhoc.interfaces.web.emulation.views.meetings import no_meeting_yet
from khuyenhoc.interfaces.web.figures.reach import year_within


@mandated(Action.MEET)
@require_http_methods(["GET", "HEAD", "POST"])
def conclude(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    """A conclusion is mostly for the year after the meeting, so its last day is proposed."""
    cluster_year = year_run(mandate, key, year)
    held = meeting_of(cluster_year)
    if held is None:
        return no_meeting_yet(request, cluster_year)
    members = list(organisation.member_names(cluster_year).values())
    if request.method != "POST":
        form = TaskForm(initial={"due_on": date(year + 1, 12, 31)}, members=members)
    else:
        form = TaskForm(request.POST, members=members)
        if form.is_valid():
            owed = form.cleaned_data
            try:
                services.conclude(
                    mandate=mandate,
                    meeting=held,
                    text=nfc(owed["text"]),
                    due_on=owed["due_on"],
                    owner=unit_of(owed["owner"]),
                )
            except services.DueTooEarly:
                words = _("The meeting is held on %(day)s; a conclusion is due after it. Choose a later day.")
                form.add_error("due_on", words % {"day": f"{held.held_on:%d/%m/%Y}"})
            except organisation_services.NotAMember:
                form.add_error("owner", _("Choose a member of the list, or every member of the cluster."))
            else:
                messages.success(request, _("The conclusion is on record. Its owner finds it under “To do”."))
                return redirect("web:meeting", key=key, year=year)
    page = pages.writing_page(cluster_year, form)
    return render(request, "web/emulation/task.html", {"page": page}, status=422 if form.is_bound else 200)


@mandated(Action.VIEW)
@require_POST
def mark(request: HttpRequest, mandate: Mandate, *, key: str, year: int, task: int) -> HttpResponse:
    """
    By the post that entitles to it: keeping the record of the meeting, or reporting for the task's owner.
    """
    cluster_year = year_within(mandate, key, year)
    owed = _task(cluster_year, task)
    is_done = request.POST.get("done") == "1"
    for action in (Action.MEET, Action.REPORT):
        marking = mandate_for(request, mandate, action)
        if queries.may_mark(marking, owed):
            services.mark_task(mandate=marking, task=owed, done=is_done)
            messages.success(request, _("Marked as done.") if is_done else _("Open again."))
            return redirect("web:meeting", key=key, year=year)
    raise OutsideMandate(Action.MEET, frozenset())


@mandated(Action.MEET)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, mandate: Mandate, *, key: str, year: int, task: int) -> HttpResponse:
    cluster_year = year_run(mandate, key, year)
    owed = _task(cluster_year, task)
    if request.method == "POST":
        services.remove_task(mandate=mandate, task=owed)
        messages.success(request, _("Taken back. The book of changes keeps what it said."))
        return redirect("web:meeting", key=key, year=year)
    return render(
        request, "web/emulation/take_back.html", {"page": pages.take_back_page(cluster_year, owed.text)}
    )


def _task(cluster_year: ClusterYear, pk: int) -> Task:
    task = (
        Task.objects.select_related("meeting__cluster_year__cluster")
        .filter(pk=pk, meeting__cluster_year=cluster_year)
        .first()
    )
    if task is None:
        raise Http404
    return task
