"""Sheets of reorganisations handed in and applied through the pages, and the addresses of these pages."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from khuyenhoc.domain.organisation.models import Reorganisation
from khuyenhoc.foundation.waiting.models import WaitingSheet
from tests.interfaces.web.conftest import Answer

HEADING = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note"
DECISION = "2026-03-01,12/NQ-HĐND ngày 03/02/2026 của HĐND tỉnh Cao Bằng"
MERGED = f"{DECISION},merge,duc-long,dong-khe,,,,,"
CUT = (
    f"{DECISION},split,dong-khe,dong-khe,,,,,",
    f"{DECISION},split,dong-khe,lung-moi,cao-bang,commune,Lũng Mới,,Xóm Nà Pò",
)


def hand_in(client: Client, *rows: str, name: str = "to-chuc-lai.csv") -> Answer:
    content = "\n".join((HEADING, *rows)).encode()
    return client.post(reverse("web:reform-load"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def waiting(name: str) -> str:
    return reverse(name, kwargs={"token": WaitingSheet.objects.get().token})


def apply_what_waits(client: Client, *, stamp: str | None = None) -> Answer:
    """As the form of the preview does; with another stamp, as a preview of another tree."""
    shown = client.get(waiting("web:reform-trial")).content.decode()
    seen = shown.partition('name="stamp" value="')[2].partition('"')[0]
    return client.post(waiting("web:reform-apply"), {"stamp": seen if stamp is None else stamp}, follow=True)


def applied(number: str) -> Reorganisation:
    return Reorganisation.objects.get(document__number=number)


def page_of(name: str, number: str) -> str:
    return reverse(name, kwargs={"pk": applied(number).pk})
