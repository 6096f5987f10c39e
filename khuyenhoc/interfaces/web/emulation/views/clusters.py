"""
Clusters: the years one may see, one year with its members side by side, founding a cluster and opening a
year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.reporting.queries import packs
from khuyenhoc.domain.reporting.rules.content import Table
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.interfaces.files import FORMATS, file_response, sheet_response
from khuyenhoc.interfaces.tables import Asked
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.emulation.forms.membership import FoundForm, YearForm, taken_words
from khuyenhoc.interfaces.web.emulation.pages import clusters as pages
from khuyenhoc.interfaces.web.emulation.reach import cluster_kept, mandate_for
from khuyenhoc.interfaces.web.figures.reach import year_within

_FORM = ["GET", "HEAD", "POST"]
_LONGEST_KEY = 80


@mandated(Action.VIEW)
def clusters(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    lines, asked = pages.cluster_lines(mandate), Asked.of(request.GET)
    if file := pages.CLUSTERS.asked_file(lines, asked, name="cum-thi-dua", title=_("Emulation clusters")):
        return file
    page = pages.clusters_page(lines, mandate_for(request, mandate, Action.MEET), asked)
    return render(request, "web/emulation/clusters.html", {"page": page})


@mandated(Action.VIEW)
def cluster_year(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_in_year = year_within(mandate, key, year)
    page = pages.cluster_year_page(cluster_in_year, mandate, mandate_for(request, mandate, Action.MEET))
    return render(request, "web/emulation/cluster_year.html", {"page": page})


@mandated(Action.VIEW)
def export(request: HttpRequest, mandate: Mandate, *, key: str, year: int, ending: str) -> HttpResponse:
    """The comparison as a sheet: one of its tables (`?table=`), or all of them side by side."""
    cluster_in_year = year_within(mandate, key, year)
    compared = packs.comparison(cluster_in_year)
    wanted = request.GET.get("table", "")
    tables = [table for table in packs.comparison_tables(compared) if wanted in ("", table.key)]
    if ending not in FORMATS or (wanted and not tables):
        raise Http404
    title = _("Comparison of %(cluster)s, year %(year)s") % {
        "cluster": cluster_in_year.cluster.name,
        "year": year,
    }
    name = f"so-sanh-{key}-{year}" + (f"-{wanted}" if wanted else "")
    definition, rows = _sheet(tables, list(compared.by_member), compared.board.lens.on)
    if ending == "csv":
        return sheet_response(definition, rows, ending=ending, name=name, title=title)
    notes = [note for table in tables for note in table.notes]
    return file_response(write_xlsx(definition, rows, title=title, notes=notes), f"{name}.{ending}", ending)


def _sheet(
    tables: Sequence[Table], members: Sequence[Subject], tree_on: date
) -> tuple[SheetDefinition, list[dict[str, int | str | date | None]]]:
    """Every remark travels with its row; what is said of no single member stands with the last row."""
    columns = [
        Column(f"column_{number}", heading) for number, heading in enumerate(pages.export_columns(tables))
    ]
    definition = SheetDefinition(
        name="comparison",
        columns=(
            Column("unit_key", _("Unit key")),
            Column("unit_name", _("Unit")),
            *columns,
            Column("tree_on", _("Units as they stood on")),
            Column("remarks", _("To look at")),
        ),
    )
    notes = [note for table in tables for note in table.notes]
    of_a_member = {
        note: member.name for note in notes for member in members if note.startswith(f"{member.name} – ")
    }
    rows: list[dict[str, int | str | date | None]] = []
    for row in pages.export_rows(tables, members=len(members)):
        key = "" if row.member is None else members[row.member].key
        remarks = " ".join(note for note in notes if of_a_member.get(note) == row.label)
        rows.append(
            {
                "unit_key": key,
                "unit_name": row.label,
                **{f"column_{at}": cell for at, cell in enumerate(row.cells)},
                "tree_on": tree_on,
                "remarks": remarks,
            }
        )
    if rows:
        rows[-1]["remarks"] = " ".join(note for note in notes if note not in of_a_member)
    return definition, rows


@mandated(Action.MEET)
@require_http_methods(_FORM)
def found(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """First the name; then the short name made from it, to be changed or kept; then the cluster is there."""
    held = [
        post.unit
        for post in permissions.posts_held(account_of(request), on=mandate.on)
        if Action.MEET in post.actions
    ]
    units = list({unit.id: unit for unit in held}.values())
    if request.method != "POST":
        return _found_page(request, FoundForm(units=units))
    form = FoundForm(request.POST, units=units)
    if not form.is_valid():
        return _found_page(request, form, status=422)
    name, key = form.cleaned_data["name"], form.cleaned_data["key"]
    if form.is_proposing:
        proposed = {
            "name": name,
            "unit": form.cleaned_data["unit"],
            "key": slug(name)[:_LONGEST_KEY].strip("-"),
        }
        return _found_page(request, FoundForm(proposed, units=units))
    try:
        made = organisation_services.found_cluster(
            mandate=mandate, key=key, name=name, unit=organisation.unit_by_key(form.cleaned_data["unit"])
        )
    except organisation_services.ClusterKeyTaken:
        form.add_error("key", taken_words(key))
        return _found_page(request, form, status=422)
    messages.success(
        request, _("%(cluster)s is on record. Now say who is in it, year by year.") % {"cluster": made.name}
    )
    return redirect("web:cluster-choose-year", key=made.key)


def _found_page(request: HttpRequest, form: FoundForm, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "web/emulation/found.html",
        {"form": form, "asks_key": form.is_bound and not form.is_proposing},
        status=status,
    )


@mandated(Action.MEET)
@require_http_methods(_FORM)
def choose_year(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    cluster = cluster_kept(mandate, key)
    form = YearForm(request.POST) if request.method == "POST" else YearForm(initial={"year": mandate.on.year})
    if form.is_bound and form.is_valid():
        return redirect("web:cluster-members", key=key, year=form.cleaned_data["year"])
    years = list(ClusterYear.objects.filter(cluster=cluster).order_by("-year").values_list("year", flat=True))
    context = {"form": form, "key": key, "name": cluster.name, "years": years}
    return render(request, "web/emulation/choose_year.html", context, status=422 if form.is_bound else 200)
