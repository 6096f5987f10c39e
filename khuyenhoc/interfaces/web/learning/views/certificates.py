"""Papers to print: certificates of a decision, its list, the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from khuyenhoc.domain.learning.models import Decision, Recognition, Sitting
from khuyenhoc.domain.learning.queries import papers_issued
from khuyenhoc.domain.learning.queries.papers_issued import CertificatePaper, NoSuchPaper
from khuyenhoc.domain.learning.renderers import certificates as certificate_files
from khuyenhoc.domain.learning.renderers import decision_lists
from khuyenhoc.domain.learning.renderers import minutes as minutes_files
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.papers.proofreading import TemplateFault
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.interfaces.files import file_response
from khuyenhoc.interfaces.tables import Asked
from khuyenhoc.interfaces.web.access import mandated_any
from khuyenhoc.interfaces.web.learning.pages.certificates import CERTIFICATES, certificates_page, minutes_page
from khuyenhoc.interfaces.web.learning.views.titles import SEEN_BY

_ENDINGS = ("pdf", "docx")


def public_address(token: UUID) -> str:
    """Where anybody who holds the paper may look it up."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('portal:certificate', kwargs={'token': token})}"


@mandated_any(*SEEN_BY)
def certificates(request: HttpRequest, mandate: Mandate, *, decision: int) -> HttpResponse:
    paper, asked = _decision(mandate, decision), Asked.of(request.GET)
    name = f"bang-chung-nhan-{slug(paper.number)}"
    if file := CERTIFICATES.asked_file(paper.certificates, asked, name=name, title=paper.number):
        trail.record(
            mandate,
            "took away list of certificates",
            Decision,
            decision=decision,
            titles=len(paper.certificates),
        )
        return file
    page = certificates_page(paper, mandate, asked)
    return render(request, "web/learning/certificates.html", {"page": page})


@mandated_any(*SEEN_BY)
def certificates_file(request: HttpRequest, mandate: Mandate, *, decision: int, ending: str) -> HttpResponse:
    """All certificates of a decision, or those that are named."""
    paper = _decision(mandate, decision)
    wanted = {int(pk) for pk in request.GET.getlist("only") if pk.isdecimal() and len(pk) < 18}
    chosen = [one for one in paper.certificates if not wanted or one.recognition in wanted]
    if not chosen:
        raise Http404
    trail.record(
        mandate,
        "printed certificates",
        Decision,
        decision=paper.decision,
        certificates=len(chosen),
        ending=_ending(ending),
    )
    return _certificates(request, chosen, ending)


@mandated_any(*SEEN_BY)
def certificate(request: HttpRequest, mandate: Mandate, *, token: UUID, ending: str) -> HttpResponse:
    try:
        paper = papers_issued.certificate_paper(token, mandate=mandate)
    except NoSuchPaper as nothing:
        raise Http404 from nothing
    trail.record(
        mandate, "printed certificate", Recognition, recognition=paper.recognition, ending=_ending(ending)
    )
    return _certificates(request, [paper], ending)


def _certificates(request: HttpRequest, papers: Sequence[CertificatePaper], ending: str) -> HttpResponse:
    """Of one decision."""
    first = papers[0]
    render_as = certificate_files.pdf if _ending(ending) == "pdf" else certificate_files.docx
    return _file(
        request,
        lambda: render_as(papers, address_of=public_address, title=f"{first.title} {first.year}"),
        f"giay-chung-nhan-{slug(first.decision)}",
        ending,
    )


@mandated_any(*SEEN_BY)
def decision_list(request: HttpRequest, mandate: Mandate, *, decision: int, ending: str) -> HttpResponse:
    paper = _decision(mandate, decision)
    render_as = decision_lists.pdf if _ending(ending) == "pdf" else decision_lists.docx
    trail.record(mandate, "printed decision list", Decision, decision=paper.decision, ending=ending)
    return _file(request, lambda: render_as(paper), f"danh-sach-{slug(paper.number)}", ending)


@mandated_any(*SEEN_BY)
def minutes(request: HttpRequest, mandate: Mandate, *, sitting: int) -> HttpResponse:
    try:
        paper = papers_issued.minutes_paper(sitting, mandate=mandate)
    except NoSuchPaper as nothing:
        raise Http404 from nothing
    ending = request.GET.get("tep", "")
    if ending not in _ENDINGS:
        return render(request, "web/learning/minutes.html", {"page": minutes_page(paper)})
    trail.record(mandate, "printed minutes", Sitting, sitting=sitting, ending=ending)
    render_as = minutes_files.pdf if ending == "pdf" else minutes_files.docx
    return _file(request, lambda: render_as(paper), f"bien-ban-binh-xet-{paper.held_on:%Y-%m-%d}", ending)


def _file(request: HttpRequest, made: Callable[[], bytes], name: str, ending: str) -> HttpResponse:
    """The file, or a page that says what is wrong in the office's Word template."""
    try:
        return file_response(made(), f"{name}.{ending}", ending)
    except TemplateFault as fault:
        return render(request, "web/template_fault.html", {"fault": fault}, status=500)


def _decision(mandate: Mandate, decision: int) -> papers_issued.DecisionPaper:
    try:
        return papers_issued.decision_paper(decision, mandate=mandate)
    except NoSuchPaper as nothing:
        raise Http404 from nothing


def _ending(ending: str) -> str:
    if ending not in _ENDINGS:
        raise Http404
    return ending
