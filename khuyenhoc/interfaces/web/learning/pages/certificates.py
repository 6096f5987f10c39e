"""What the pages of a decision's certificates and of a meeting's minutes show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from khuyenhoc.domain.learning.queries.papers_issued import CertificatePaper, DecisionPaper, MinutesPaper
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import grouped


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
    certificates: Sequence[CertificatePaper]
    back: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    paper: MinutesPaper
    agreed: str
    turned_down: str
    back: str


def certificates_page(paper: DecisionPaper, mandate: Mandate) -> CertificatesPage:
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
        certificates=paper.certificates,
        back=f"{reverse('web:titles-home')}?unit={name.key}&year={paper.year}",
    )


def minutes_page(paper: MinutesPaper) -> MinutesPage:
    return MinutesPage(
        paper,
        grouped(paper.agreed),
        grouped(len(paper.rows) - paper.agreed),
        f"{reverse('web:titles-home')}?year={paper.year}",
    )
