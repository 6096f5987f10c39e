"""Clusters: the years one may see, one year with its members side by side, founding a cluster, saying who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.emulation import queries, services
from khuyenhoc.domain.emulation.models import Cluster, ClusterYear
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.organisation.queries import NoSuchUnit, UnitName
from khuyenhoc.domain.reporting import packs
from khuyenhoc.domain.reporting.content import Table
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.interfaces.web.access import account_of, mandated, posts_held
from khuyenhoc.interfaces.web.emulation.forms import FoundForm, MembersForm, YearForm, is_a_year, picked, taken_words
from khuyenhoc.interfaces.web.emulation.pages import clusters as pages
from khuyenhoc.interfaces.web.emulation.reach import cluster_kept, mandate_for, unit_of
from khuyenhoc.interfaces.web.exports import FORMATS, file_response, table_response
from khuyenhoc.interfaces.web.reporting.reach import year_within

_FORM = ["GET", "HEAD", "POST"]
_LONGEST_KEY = 80


@mandated(Action.VIEW)
def clusters(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    page = pages.clusters_page(mandate, mandate_for(request, mandate, Action.MEET))
    return render(request, "web/emulation/clusters.html", {"page": page})


@mandated(Action.VIEW)
def cluster_year(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    found = year_within(mandate, key, year)
    page = pages.cluster_year_page(found, mandate, mandate_for(request, mandate, Action.MEET))
    return render(request, "web/emulation/cluster_year.html", {"page": page})


@mandated(Action.VIEW)
def export(request: HttpRequest, mandate: Mandate, *, key: str, year: int, ending: str) -> HttpResponse:
    """The comparison as a sheet: one of its tables (`?table=`), or all of them side by side."""
    found = year_within(mandate, key, year)
    compared = packs.comparison(found)
    wanted = request.GET.get("table", "")
    tables = [table for table in packs.comparison_tables(compared) if wanted in ("", table.key)]
    if ending not in FORMATS or (wanted and not tables):
        raise Http404
    title = _("Comparison of %(cluster)s, year %(year)s") % {"cluster": found.cluster.name, "year": year}
    name = f"so-sanh-{key}-{year}" + (f"-{wanted}" if wanted else "")
    definition, rows = _sheet(tables, {member.name: member.key for member in compared.by_member})
    if ending == "csv":
        return table_response(definition, rows, ending=ending, name=name, title=title)
    notes = [note for table in tables for note in table.notes]
    return file_response(write_xlsx(definition, rows, title=title, notes=notes), f"{name}.{ending}", ending)


def _sheet(tables: Sequence[Table], keys: dict[str, str]) -> tuple[SheetDefinition, list[dict[str, int | str | None]]]:
    """Every remark travels with its row; what is said of no single member stands with the last row."""
    headings = pages.export_columns(tables)
    columns = [Column(f"column_{number}", heading) for number, heading in enumerate(headings)]
    definition = SheetDefinition(
        name="comparison",
        columns=(Column("unit_key", _("Unit key")), Column("unit_name", _("Unit")), *columns, Column("remarks", _("To look at"))),
    )
    notes = [note for table in tables for note in table.notes]
    of_members = {note: member for note in notes for member in keys if note.startswith(f"{member} – ")}
    rows: list[dict[str, int | str | None]] = []
    for label, cells in pages.export_rows(tables).items():
        said = " ".join(note for note in notes if of_members.get(note) == label)
        rows.append({"unit_key": keys.get(label, ""), "unit_name": label, "remarks": said} | {f"column_{at}": cell for at, cell in enumerate(cells)})
    if rows:
        rows[-1]["remarks"] = " ".join(filter(None, [str(rows[-1]["remarks"]), *(note for note in notes if note not in of_members)]))
    return definition, rows


@mandated(Action.MEET)
@require_http_methods(_FORM)
def found(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """First the name; then the short name made from it, to be changed or kept; then the cluster is there."""
    held = [post.unit for post in posts_held(account_of(request), on=mandate.on) if Action.MEET in post.actions]
    units = list({unit.id: unit for unit in held}.values())
    if request.method != "POST":
        return _found_page(request, FoundForm(units=units))
    form = FoundForm(request.POST, units=units)
    if not form.is_valid():
        return _found_page(request, form, status=422)
    name, key = form.cleaned_data["name"], form.cleaned_data["key"]
    if form.is_proposing:
        proposed = {"name": name, "unit": form.cleaned_data["unit"], "key": slug(name)[:_LONGEST_KEY].strip("-")}
        return _found_page(request, FoundForm(proposed, units=units))
    try:
        made = services.found_cluster(mandate=mandate, key=key, name=name, unit=organisation.unit_by_key(form.cleaned_data["unit"]))
    except services.ClusterKeyTaken:
        form.add_error("key", taken_words(key))
        return _found_page(request, form, status=422)
    messages.success(request, _("%(cluster)s is on record. Now say who is in it, year by year.") % {"cluster": made.name})
    return redirect("web:cluster-choose-year", key=made.key)


def _found_page(request: HttpRequest, form: FoundForm, *, status: int = 200) -> HttpResponse:
    return render(request, "web/emulation/found.html", {"form": form, "asks_key": form.is_bound and not form.is_proposing}, status=status)


@mandated(Action.MEET)
@require_http_methods(_FORM)
def choose_year(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    cluster = cluster_kept(mandate, key)
    form = YearForm(request.POST) if request.method == "POST" else YearForm(initial={"year": mandate.on.year})
    if form.is_bound and form.is_valid():
        return redirect("web:cluster-members", key=key, year=form.cleaned_data["year"])
    years = list(ClusterYear.objects.filter(cluster=cluster).order_by("-year").values_list("year", flat=True))
    told = {"form": form, "key": key, "name": cluster.name, "years": years}
    return render(request, "web/emulation/choose_year.html", told, status=422 if form.is_bound else 200)


@mandated(Action.MEET)
@require_http_methods(_FORM)
def members(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    """Every button of the page sends the whole list along, so nothing is lost and nothing is stored until “save”."""
    cluster = cluster_kept(mandate, key)
    if not is_a_year(year):
        raise Http404
    on_record = ClusterYear.objects.filter(cluster=cluster, year=year).first()
    known = _units_known(mandate, year, on_record)
    if request.method != "POST":
        return _first_look(request, mandate, cluster, year, on_record, known)
    if any(unit not in known for unit in picked(request.POST)):
        raise NoSuchUnit(key)
    chosen = [known[unit] for unit in picked(request.POST)]
    typed = {"member": [unit.key for unit in chosen]} | {name: request.POST.get(name, "") for name in ("q", "head", "host")}
    if "save" not in request.POST:
        return _members_page(request, mandate, cluster, year, MembersForm(initial=typed, members=chosen), chosen)
    form = MembersForm(typed, members=chosen)
    if form.is_valid() and _save(mandate, cluster, year, form):
        words = _("Saved: %(cluster)s has %(count)s members in %(year)s. Other years stay as they were.")
        messages.success(request, words % {"cluster": cluster.name, "count": len(chosen), "year": year})
        return redirect("web:cluster-year", key=key, year=year)
    return _members_page(request, mandate, cluster, year, form, chosen, status=422)


def _units_known(mandate: Mandate, year: int, on_record: ClusterYear | None) -> dict[str, UnitName]:
    """By key: the units the mandate reaches and the members there are, under their names of the year."""
    joined = set() if on_record is None else set(queries.members(on_record))
    names = organisation.names(on=date(year, 12, 31))
    return {name.key: name for unit, name in names.items() if unit in joined or mandate.reaches(unit)}


def _first_look(
    request: HttpRequest, mandate: Mandate, cluster: Cluster, year: int, on_record: ClusterYear | None, known: dict[str, UnitName]
) -> HttpResponse:
    """What is on record, or else the members of the last year before, as far as they are still units."""
    shown = on_record or ClusterYear.objects.filter(cluster=cluster, year__lt=year).order_by("-year").first()
    by_id = {unit.id: unit for unit in known.values()}
    joined = [] if shown is None else [by_id[unit] for unit in queries.members(shown) if unit in by_id]
    left_out: list[UnitName] = []
    initial: dict[str, str] = {}
    if on_record is not None:
        initial = {"head": _key(by_id, on_record.head_id), "host": _key(by_id, on_record.host_id)}
    else:
        joinable = queries.units_to_join(mandate, year)
        left_out = [unit for unit in joined if unit.id not in joinable]
        joined = [unit for unit in joined if unit.id in joinable]
    form = MembersForm(initial=initial, members=joined)
    return _members_page(request, mandate, cluster, year, form, joined, left_out=left_out, is_copied=on_record is None and bool(joined))


def _key(by_id: dict[UnitId, UnitName], unit: int | None) -> str:
    return "" if unit is None else by_id[UnitId(unit)].key


def _save(mandate: Mandate, cluster: Cluster, year: int, form: MembersForm) -> bool:
    units = {unit.key: unit for unit in Unit.objects.filter(key__in=form.cleaned_data["member"])}
    try:
        services.set_cluster_year(
            mandate=mandate,
            cluster=cluster,
            year=year,
            members=[units[unit] for unit in form.cleaned_data["member"]],
            head=unit_of(form.cleaned_data["head"]),
            host=unit_of(form.cleaned_data["host"]),
        )
    except services.NotInBeing as refusal:
        words = _("No units in %(year)s: %(units)s. Take them out, and add those that carry them on.")
        form.add_error("member", words % {"year": year, "units": ", ".join(refusal.units)})
    except services.StillOwing as refusal:
        words = _("%(units)s cannot leave: tasks of the meeting are theirs. Give the tasks to somebody else first.")
        form.add_error("member", words % {"units": ", ".join(refusal.units)})
    except services.NotAMember:
        form.add_error("head", _("Head and host are members of the year. Choose them from the list."))
    return not form.errors


def _members_page(
    request: HttpRequest,
    mandate: Mandate,
    cluster: Cluster,
    year: int,
    form: MembersForm,
    chosen: Sequence[UnitName],
    *,
    left_out: Sequence[UnitName] = (),
    is_copied: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = pages.members_page(
        cluster,
        year,
        form=form,
        members=chosen,
        joinable=queries.units_to_join(mandate, year),
        query=" ".join(str(form["q"].value() or "").split())[:100],
        is_new=not ClusterYear.objects.filter(cluster=cluster, year=year).exists(),
        is_copied=is_copied,
        left_out=[unit.title for unit in left_out],
    )
    return render(request, "web/emulation/members.html", {"page": page}, status=status)
