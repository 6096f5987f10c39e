"""Who is in a cluster in a year: picked from the units of that year, put in order, stored at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear, Unit
from khuyenhoc.domain.organisation.queries import NoSuchUnit, UnitName
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.emulation.forms.membership import MembersForm, is_a_year, picked
from khuyenhoc.interfaces.web.emulation.pages.membership import members_page
from khuyenhoc.interfaces.web.emulation.reach import cluster_kept, unit_of


@dataclass(frozen=True, slots=True)
class Roll:
    """
    A cluster's year as it is being written. `known`: by key, every unit that may be named here, under its
    name of the year.
    """

    mandate: Mandate
    cluster: Cluster
    year: int
    on_record: ClusterYear | None
    known: Mapping[str, UnitName]


@mandated(Action.MEET)
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    """
    Every button of the page sends the whole list along, so nothing is lost and nothing is stored until
    “save”.
    """
    roll = _roll(mandate, cluster_kept(mandate, key), year)
    if request.method != "POST":
        return _first_look(request, roll)
    keys = picked(request.POST)
    if any(unit not in roll.known for unit in keys):
        raise NoSuchUnit(key)
    chosen = [roll.known[unit] for unit in keys]
    typed = {"member": keys} | {name: request.POST.get(name, "") for name in ("q", "head", "host")}
    if "save" not in request.POST:
        return _page(request, roll, MembersForm(initial=typed, members=chosen), chosen)
    form = MembersForm(typed, members=chosen)
    if form.is_valid() and _save(roll, form):
        words = _("Saved: %(cluster)s has %(count)s members in %(year)s. Other years stay as they were.")
        messages.success(request, words % {"cluster": roll.cluster.name, "count": len(chosen), "year": year})
        return redirect("web:cluster-year", key=key, year=year)
    return _page(request, roll, form, chosen, status=422)


def _roll(mandate: Mandate, cluster: Cluster, year: int) -> Roll:
    if not is_a_year(year):
        raise Http404
    on_record = ClusterYear.objects.filter(cluster=cluster, year=year).first()
    joined = set() if on_record is None else set(organisation.members(on_record))
    names = organisation.names(on=date(year, 12, 31))
    known = {name.key: name for unit, name in names.items() if unit in joined or mandate.reaches(unit)}
    return Roll(mandate, cluster, year, on_record, known)


def _first_look(request: HttpRequest, roll: Roll) -> HttpResponse:
    """What is on record, or else the members of the last year before, as far as they are still units."""
    by_id = {unit.id: unit for unit in roll.known.values()}
    if roll.on_record is not None:
        joined = [by_id[unit] for unit in organisation.members(roll.on_record)]
        leading = {"head": _key(by_id, roll.on_record.head_id), "host": _key(by_id, roll.on_record.host_id)}
        return _page(request, roll, MembersForm(initial=leading, members=joined), joined)
    before = ClusterYear.objects.filter(cluster=roll.cluster, year__lt=roll.year).order_by("-year").first()
    once = [] if before is None else [by_id[unit] for unit in organisation.members(before) if unit in by_id]
    still = organisation.units_to_join(roll.mandate, roll.year)
    copied = [unit for unit in once if unit.id in still]
    left_out = [unit for unit in once if unit.id not in still]
    return _page(
        request, roll, MembersForm(members=copied), copied, left_out=left_out, is_copied=bool(copied)
    )


def _key(by_id: Mapping[UnitId, UnitName], unit: int | None) -> str:
    return "" if unit is None else by_id[UnitId(unit)].key


def _save(roll: Roll, form: MembersForm) -> bool:
    """Whether it was stored; where not, the form says why."""
    wanted: list[str] = form.cleaned_data["member"]
    units = {unit.key: unit for unit in Unit.objects.filter(key__in=wanted)}
    try:
        organisation_services.set_cluster_year(
            mandate=roll.mandate,
            cluster=roll.cluster,
            year=roll.year,
            members=[units[key] for key in wanted],
            head=unit_of(form.cleaned_data["head"]),
            host=unit_of(form.cleaned_data["host"]),
        )
    except organisation_services.NotInBeing as refusal:
        words = _("No units in %(year)s: %(units)s. Take them out, and add those that carry them on.")
        form.add_error("member", words % {"year": roll.year, "units": ", ".join(refusal.units)})
    except organisation_services.StillOwing as refusal:
        words = _(
            "%(units)s cannot leave: tasks of the meeting are theirs. Give the tasks to another member first."
        )
        form.add_error("member", words % {"units": ", ".join(refusal.units)})
    except organisation_services.NotAMember:
        form.add_error("head", _("Head and host are members of the year. Choose them from the list."))
    return not form.errors


def _page(
    request: HttpRequest,
    roll: Roll,
    form: MembersForm,
    chosen: Sequence[UnitName],
    *,
    left_out: Sequence[UnitName] = (),
    is_copied: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = members_page(
        roll.cluster,
        roll.year,
        form=form,
        members=chosen,
        joinable=organisation.units_to_join(roll.mandate, roll.year),
        query=" ".join(str(form["q"].value() or "").split())[:100],
        is_new=roll.on_record is None,
        is_copied=is_copied,
        left_out=[unit.title for unit in left_out],
    )
    return render(request, "web/emulation/members.html", {"page": page}, status=status)
