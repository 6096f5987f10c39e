"""
What a reader is told about a number: the notes at the foot of an article, made from the issued pack it is
bound to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khuyenhoc.domain.reporting.models import IssuedFile, IssuedPack
from khuyenhoc.domain.reporting.rules.content import Source, from_json
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.periods import Period, PeriodKind
from khuyenhoc.interfaces.portal import references


@dataclass(frozen=True, slots=True)
class IssueShown:
    """
    Which issue of which pack the numbers of a page come from. `pdf_url` is empty where the files are not
    public.
    """

    cluster_name: str
    year: int
    issue: int
    issued_on: date
    fingerprint: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One number of the article: what it is, how it came about, and where in the text it stands first."""

    number: int
    source: Source
    period: str
    origin: str
    share: str
    stated_rate: str

    @property
    def anchor(self) -> str:
        return f"nguon-{self.number}"

    @property
    def place(self) -> str:
        return f"so-{self.number}"


class Notes:
    """
    Collects the numbers of one page while its text is written, so that each gets one note, numbered in the
    order of the text.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._taken: dict[str, SourceNote] = {}

    @property
    def taken(self) -> Sequence[SourceNote]:
        """The notes of the text written so far."""
        return list(self._taken.values())

    def marked(self, html: str) -> SafeString:
        """
        The text with each reference as its number and the mark that opens its note. The text itself must be
        safe HTML already.
        """
        return mark_safe(references.replaced(html, self._put))  # noqa: S308 - rich text Wagtail cleaned, plain text its caller escaped

    def _put(self, key: str) -> str:
        source = self._sources.get(key)
        if source is None:
            return escape(f"[[{key}]]")
        is_first = key not in self._taken
        if is_first:
            self._taken[key] = SourceNote(
                len(self._taken) + 1,
                source,
                _period(source),
                _origin(source),
                _share(source),
                _stated_rate(source),
            )
        return render_to_string(
            "portal/parts/number.html", {"note": self._taken[key], "is_first": is_first}
        ).strip()


def sources_of(pack: IssuedPack | None) -> Mapping[str, Source]:
    """The sources of a pack by key; none where the page is bound to no pack."""
    return {} if pack is None else _sources_of(pack.pk, pack.fingerprint)


@lru_cache(maxsize=64)
def _sources_of(pack: int, fingerprint: str) -> Mapping[str, Source]:
    """
    An issued pack never changes, so what was read once stays true; with its fingerprint the key outlives no
    emptied database.
    """
    return from_json(IssuedPack.objects.only("content").get(pk=pack, fingerprint=fingerprint).content).sources


def issue_shown(pack: IssuedPack, *, files_are_public: bool) -> IssueShown:
    """What a page says about the pack behind it."""
    has_pdf = files_are_public and IssuedFile.objects.filter(pack=pack, format=IssuedFile.Format.PDF).exists()
    return IssueShown(
        cluster_name=from_json(pack.content).cluster_name,
        year=pack.year,
        issue=pack.issue,
        issued_on=timezone.localdate(pack.issued_at),
        fingerprint=pack.fingerprint,
        pdf_url=reverse("portal:pack-pdf", kwargs={"fingerprint": pack.fingerprint}) if has_pdf else "",
    )


def _period(source: Source) -> str:
    """The period in words: every one runs from 1 January (RULE-22)."""
    period = Period.parse(source.period)
    match period.kind:
        case PeriodKind.YEAR:
            return _("Year %(year)s") % {"year": period.year}
        case PeriodKind.HALF:
            return _("First six months of %(year)s") % {"year": period.year}
        case PeriodKind.MONTHS:
            return _("%(months)s months of %(year)s") % {"months": period.number, "year": period.year}
        case PeriodKind.QUARTER:
            return _("To the end of quarter %(quarter)s of %(year)s") % {
                "quarter": "I" * period.number if period.number < 4 else "IV",
                "year": period.year,
            }


def _origin(source: Source) -> str:
    counted = {"reported": source.reported, "expected": source.expected}
    if source.kind == "computed" and source.reported is not None and source.expected is not None:
        return _("Added up from the units: %(reported)s of %(expected)s have reported") % counted
    if source.kind == "computed":
        return _("Added up from the units")
    return _("Kept as it was reported")


def _share(source: Source) -> str:
    if source.base is None:
        return ""
    rate = f" ({percent_text(Decimal(source.rate))})" if source.rate else ""
    return _("Out of %(base)s%(rate)s") % {"base": grouped(source.base), "rate": rate}


def _stated_rate(source: Source) -> str:
    return percent_text(Decimal(source.stated_rate), places=6) if source.stated_rate else ""
