"""
Review-meeting reports: the draft of today, issuing it, what was issued, and whether a file in hand is one of
them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.reporting import queries, services
from khuyenhoc.domain.reporting.models import IssuedFile, IssuedPack
from khuyenhoc.domain.reporting.queries import packs as contents
from khuyenhoc.domain.reporting.rules.content import PackContent, from_json
from khuyenhoc.foundation.papers.proofreading import TemplateFault
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.files import TYPES, file_response
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.figures.forms import CheckForm, too_large_words
from khuyenhoc.interfaces.web.figures.reach import year_within
from khuyenhoc.interfaces.web.reporting.pages import packs as pages
from khuyenhoc.interfaces.web.uploads import bounded_upload
from khuyenhoc.interfaces.words import in_groups, period_words


@mandated(Action.VIEW)
def packs(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    page = pages.packs_page(organisation.years_seen(mandate))
    return render(request, "web/reporting/packs.html", {"page": page})


@mandated(Action.VIEW)
def pack(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    cluster_year = year_within(mandate, key, year)
    draft = _draft(cluster_year)
    issued_so_far = queries.issued_packs(cluster_year.cluster, year)
    page = pages.PackPage(
        key=key,
        name=cluster_year.cluster.name,
        year=year,
        period_text=period_words(Period.of_year(year)),
        draft=None if draft is None else pages.content_shown(draft),
        is_unchanged=_is_unchanged(draft, issued_so_far[0] if issued_so_far else None),
        may_issue=_may_issue(request, mandate, cluster_year),
        issues=[pages.issue_line(pack_issue) for pack_issue in issued_so_far],
    )
    return render(request, "web/reporting/pack.html", {"page": page})


@mandated(Action.ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, mandate: Mandate, *, key: str, year: int) -> HttpResponse:
    """Asked twice on purpose: what is issued stays for good."""
    cluster_year = year_within(mandate, key, year)
    organisation.require_to_run(mandate, Action.ISSUE, cluster_year)
    latest = next(iter(queries.issued_packs(cluster_year.cluster, year)), None)
    if request.method == "POST":
        return _issue(request, mandate, cluster_year, latest)
    draft = _draft(cluster_year)
    if draft is None:
        return redirect("web:pack", key=key, year=year)
    page = pages.ConfirmPage(
        key=key,
        name=cluster_year.cluster.name,
        year=year,
        period_text=period_words(Period.of_year(year)),
        next_issue=1 if latest is None else latest.issue + 1,
        differences=[] if latest is None else contents.differences(from_json(latest.content), draft),
        is_unchanged=_is_unchanged(draft, latest),
    )
    return render(request, "web/reporting/pack_issue.html", {"page": page})


def _issue(
    request: HttpRequest, mandate: Mandate, cluster_year: ClusterYear, latest: IssuedPack | None
) -> HttpResponse:
    key, year = cluster_year.cluster.key, cluster_year.year
    try:
        issued_now = services.issue_review_pack(mandate=mandate, cluster=cluster_year.cluster, year=year)
    except contents.NothingToReport:
        messages.error(
            request,
            _("Nothing was issued: no figure is reported for this year and no meeting is on record."),
        )
        return redirect("web:pack", key=key, year=year)
    except TemplateFault as fault:
        messages.error(request, str(fault))
        return redirect("web:pack", key=key, year=year)
    values = {"issue": issued_now.issue, "name": cluster_year.cluster.name, "year": year}
    if latest is not None and latest.pk == issued_now.pk:
        messages.info(
            request, _("Nothing has changed since issue %(issue)s, so it stays the valid one.") % values
        )
    else:
        messages.success(
            request,
            _("Issue %(issue)s of the report of %(name)s, year %(year)s, is sealed. Its files are below.")
            % values,
        )
    return redirect("web:pack-issued", key=key, year=year, issue=issued_now.issue)


@mandated(Action.VIEW)
def issued(request: HttpRequest, mandate: Mandate, *, key: str, year: int, issue: int) -> HttpResponse:
    pack_issue = _issued(mandate, key, year, issue)
    page = pages.IssuedPage(
        key=key,
        name=pack_issue.cluster.name,
        year=year,
        period_text=period_words(Period.of_year(year)),
        issue=pages.issue_line(pack_issue),
        content=pages.content_shown(from_json(pack_issue.content)),
        article_url=reverse("article_from_issue", args=[pack_issue.pk])
        if _may_publish(request, mandate)
        else "",
    )
    return render(request, "web/reporting/pack_issued.html", {"page": page})


@mandated(Action.VIEW)
def download(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, issue: int, ending: str
) -> HttpResponse:
    """The file as it was stored when it was issued, byte for byte."""
    pack_issue = _issued(mandate, key, year, issue)
    file = pack_issue.files.filter(format=ending).first()
    if file is None or ending not in TYPES:
        raise Http404
    return file_response(bytes(file.content), file.name, ending)


@mandated(Action.VIEW)
@bounded_upload
def check_file(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """Check by its fingerprint whether a file is an issued pack; any signed-in user with a post may ask."""
    answer: pages.CheckAnswer | None = None
    if request.is_too_large:  # type: ignore[attr-defined]
        form = CheckForm()
        messages.error(request, too_large_words())
    else:
        form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            answer = _checked(hashlib.sha256(file.read()).hexdigest() if file else form.cleaned_data["hash"])
    return render(request, "web/reporting/pack_check.html", {"form": form, "answer": answer})


def _checked(sha256: str) -> pages.CheckAnswer:
    file = (
        IssuedFile.objects.select_related("pack__cluster")
        .defer("content")
        .filter(sha256=sha256)
        .order_by("pk")
        .first()
    )
    pack_issue = (
        file.pack
        if file is not None
        else IssuedPack.objects.select_related("cluster").filter(fingerprint=sha256).order_by("pk").first()
    )
    if pack_issue is None:
        return pages.CheckAnswer(is_issued=False, sha256=in_groups(sha256))
    return pages.CheckAnswer(
        is_issued=True,
        sha256=in_groups(sha256),
        cluster=pack_issue.cluster.name,
        year=pack_issue.year,
        issue=pack_issue.issue,
        issued_at=pack_issue.issued_at,
        format="" if file is None else file.format.upper(),
        is_latest=not IssuedPack.objects.filter(
            cluster=pack_issue.cluster, year=pack_issue.year, pack=pack_issue.pack, issue__gt=pack_issue.issue
        ).exists(),
    )


def _draft(cluster_year: ClusterYear) -> PackContent | None:
    try:
        return contents.review_pack(cluster_year, snapshot="")
    except contents.NothingToReport:
        return None


def _is_unchanged(draft: PackContent | None, latest: IssuedPack | None) -> bool:
    """Whether the draft says what the latest issue says; which snapshot it was read from does not matter."""
    return (
        draft is not None
        and latest is not None
        and replace(from_json(latest.content), snapshot="") == replace(draft, snapshot="")
    )


def _may_issue(request: HttpRequest, mandate: Mandate, cluster_year: ClusterYear) -> bool:
    issuing = permissions.mandate(account=account_of(request), action=Action.ISSUE, on=mandate.on)
    return organisation.may_run(issuing, cluster_year)


def _may_publish(request: HttpRequest, mandate: Mandate) -> bool:
    publishing = permissions.mandate(account=account_of(request), action=Action.PUBLISH, on=mandate.on)
    return bool(publishing.units)


def _issued(mandate: Mandate, key: str, year: int, issue: int) -> IssuedPack:
    cluster = year_within(mandate, key, year).cluster
    pack_issue = (
        IssuedPack.objects.select_related("cluster", "issued_by")
        .filter(cluster=cluster, year=year, issue=issue)
        .first()
    )
    if pack_issue is None:
        raise Http404
    return pack_issue
