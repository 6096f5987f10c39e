"""What the pages of a decision's certificates and of a meeting's minutes show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning.queries.papers_issued import (
    CertificatePaper,
    DecisionPaper,
    MinutesPaper,
    MinutesRow,
)
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.cells import Cell, Link, State
from khuyenhoc.interfaces.tables import Asked, Column, Definition, Table


def _printed(paper: CertificatePaper) -> Cell:
    pdf, word = (
        reverse("web:certificate", kwargs={"token": paper.token, "ending": ending})
        for ending in ("pdf", "docx")
    )
    return (Link("PDF", pdf, unseen=paper.holder), "·", Link("Word", word, unseen=paper.holder))


CERTIFICATES: Definition[CertificatePaper] = Definition(
    "certificates",
    (
        Column(
            "name",
            gettext_lazy("Name"),
            lambda one: (one.holder, State("late", _("revoked"))) if one.is_revoked else one.holder,
        ),
        Column("unit", gettext_lazy("Kept by"), lambda one: one.place),
        Column("grade", gettext_lazy("Grade")),
        Column(
            "number",
            gettext_lazy("Certificate"),
            lambda one: Link(one.number, reverse("portal:certificate", kwargs={"token": one.token})),
        ),
        Column("last_day", gettext_lazy("In force until")),
        Column("print", gettext_lazy("Print"), _printed, kind="act"),
    ),
)
AGREED: Definition[MinutesRow] = Definition(
    "minutes",
    (
        Column("name", gettext_lazy("Name")),
        Column("born", gettext_lazy("Born"), lambda row: row.birth_year, kind="year"),
        Column("total", gettext_lazy("Points"), kind="number"),
        Column("votes", gettext_lazy("Votes"), kind="number"),
        Column("said", gettext_lazy("Said"), lambda row: _("agreed") if row.is_agreed else _("not agreed")),
        Column("remark", gettext_lazy("Remark")),
    ),
)


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    decision: int
    number: str
    decided_on: date
    signer: str
    title: str
    year: int
    unit: str
    count: str
    table: Table[CertificatePaper]
    back: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    paper: MinutesPaper
    table: Table[MinutesRow]
    agreed: str
    turned_down: str
    back: str


def certificates_page(paper: DecisionPaper, mandate: Mandate, asked: Asked) -> CertificatesPage:
    name = organisation.names([paper.unit], on=mandate.on)[paper.unit]
    return CertificatesPage(
        decision=paper.decision,
        number=paper.number,
        decided_on=paper.decided_on,
        signer=f"{paper.signer}, {paper.signer_post}",
        title=paper.title,
        year=paper.year,
        unit=name.title,
        count=grouped(len(paper.certificates)),
        table=CERTIFICATES.asked(paper.certificates, asked),
        back=f"{reverse('web:titles-home')}?unit={name.key}&year={paper.year}",
    )


def minutes_page(paper: MinutesPaper) -> MinutesPage:
    return MinutesPage(
        paper,
        AGREED.of(paper.rows),
        grouped(paper.agreed),
        grouped(len(paper.rows) - paper.agreed),
        f"{reverse('web:titles-home')}?year={paper.year}",
    )
