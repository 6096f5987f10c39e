"""
Every staff page in both languages: an English page has no Vietnamese of the platform's own, a Vietnamese one
no English.

Names (units, people, clusters, documents) and quotations of Vietnamese papers, marked `lang="vi"`, stay
Vietnamese on an English page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.organisation.models import Cluster, Document, UnitVersion
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In
from tests.interfaces.web.test_query_counts import PAGES, REGISTER_PAGES, page_arguments

VIETNAMESE = re.compile(
    "[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹáàãéèíìóòõúùý]", re.IGNORECASE
)
ENGLISH = re.compile(r"\b(the|of|and|are|is|with|from|this|that|not|by|for|to be)\b", re.IGNORECASE)
SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder", "data-label")
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
TYPED = ("Nông Văn An", "Nông Văn Bình", "Hoà", "Hòa")
"""Typed by a user, or an example of Vietnamese spelling."""
DOCUMENT_NUMBER = re.compile(r"[0-9]+/(?:[0-9]{4}/)?[A-ZĐ]+(?:-[A-ZĐa-z]+)*")


class Shown(HTMLParser):
    """The texts a page shows, each with the language that the nearest element around it states."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        language = stated.get("lang") or (self._open[-1][1] if self._open else "")
        self.texts += [(language, stated[name] or "") for name in SHOWN_ATTRIBUTES if name in stated]
        if tag == "input" and stated.get("type") in ("submit", "button"):
            self.texts.append((language, stated.get("value") or ""))
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self._open[-1] if self._open else ("", "")
        if tag not in ("script", "style", "textarea"):
            self.texts.append((language, data))


@pytest.fixture
def a_worked_in_country(cast: Cast) -> Cast:
    """Figures reported, one of them in doubt, a pack issued, citizens registered."""
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 217},
        {"unit": "dong-khe", "period": "2022", "indicator": "org.chapters", "value": 20},
        {"unit": "thach-an", "period": "2022", "indicator": "model.family.registered", "value": 40},
        {"unit": "thach-an", "period": "2022", "indicator": "model.family.recognised", "value": 50},
        {
            "unit": "mien-dong",
            "period": "2022",
            "indicator": "org.members",
            "value": 60_000,
            "qualifier": "over",
        },
    )
    factories.issued(cast.mien_dong, 2022)
    learning.load_list(
        mandate=factories.machine(Action.REGISTER, on=date(2025, 11, 9)),
        kind=RegisterKind.CITIZEN,
        unit=cast.duc_long,
        year=2025,
        content="Họ và tên,Xóm,Năm sinh\nNông Văn An,Nà Pò,1950\nNông Văn Bình,Nà Pò,1951\n".encode(),
        file_name="ds.csv",
    )
    return cast


@pytest.mark.parametrize("page", [*PAGES, *REGISTER_PAGES])
def test_an_english_page_is_english(a_worked_in_country: Cast, signed_in: In, page: str) -> None:
    answer = signed_in(a_worked_in_country.province).get(_address(page))

    assert answer.status_code == 200
    texts = [text for language, text in _shown(answer.content) if language != "vi"]
    assert [text for text in map(WithoutNames(), texts) if VIETNAMESE.search(text)] == []


@pytest.mark.parametrize("page", [*PAGES, *REGISTER_PAGES])
def test_a_vietnamese_page_is_vietnamese(a_worked_in_country: Cast, signed_in: In, page: str) -> None:
    client = signed_in(a_worked_in_country.province)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"

    answer = client.get(_address(page))

    assert answer.status_code == 200
    texts = [text for language, text in _shown(answer.content) if language != "en"]
    assert [text for text in texts if ENGLISH.search(text)] == []


def _address(page: str) -> str:
    arguments = page_arguments(page) if page in PAGES else dict(REGISTER_PAGES[page])
    return reverse(page, kwargs=arguments)


def _shown(content: bytes) -> Iterator[tuple[str, str]]:
    shown = Shown()
    shown.feed(content.decode())
    return ((language, " ".join(text.split())) for language, text in shown.texts if text.strip())


class WithoutNames:
    """Strips what is a name from a text: units with and without their kind, clusters, documents, people."""

    def __init__(self) -> None:
        kinds = [kind.label for kind in unit_kinds().values()]
        units = set(UnitVersion.objects.values_list("name", flat=True))
        names = {
            *(f"{kind} {name}" for kind in kinds for name in units),
            *(kind.association.format(name=name) for kind in unit_kinds().values() for name in units),
            *units,
            *Cluster.objects.values_list("name", flat=True),
            *Document.objects.values_list("issuer", flat=True),
            *Document.objects.values_list("number", flat=True),
            *Account.objects.values_list("display_name", flat=True),
            *TYPED,
        } - {""}
        longest_first = sorted(names, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        return DOCUMENT_NUMBER.sub("", self._names.sub("", text))
