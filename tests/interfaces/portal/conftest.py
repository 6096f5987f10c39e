"""
The founding case on a site of its own, with small pictures, and counters nobody writes behind a test's back.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import util
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal import visits
from khuyenhoc.interfaces.portal.models import ArticlePage
from khuyenhoc.interfaces.portal.publishing import publish_review_article

BROWSER = "Mozilla/5.0 (Linux; Android 9) Firefox/120.0"


def _founding_pack() -> ModuleType:
    spec = util.spec_from_file_location("founding_pack", Path(__file__).with_name("founding_pack.py"))
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def quiet_counters(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    visits.the_counter.cache_clear()
    with settings.PUBLISHED.open("ab") as published:
        published.write(b".")  # what another test kept is of another edition
    yield
    visits.the_counter.cache_clear()


@pytest.fixture
def founding_pack() -> ModuleType:
    return _founding_pack()


@pytest.fixture
def pack(db: None, founding_pack: ModuleType) -> IssuedPack:
    issued: IssuedPack = founding_pack.issued()
    return issued


@pytest.fixture
def small_pictures() -> tuple[bytes, bytes]:
    def png(colour: str) -> bytes:
        out = BytesIO()
        Image.new("RGB", (48, 30), colour).save(out, "PNG")
        return out.getvalue()

    return png("#22406b"), png("#a8322a")


@pytest.fixture
def article(pack: IssuedPack, founding_pack: ModuleType, small_pictures: tuple[bytes, bytes]) -> ArticlePage:
    return publish_review_article(pack=pack, site_unit=founding_pack.host(), pictures=small_pictures)


@pytest.fixture
def reader() -> Client:
    """Somebody with an ordinary browser, not signed in."""
    return Client(headers={"user-agent": BROWSER})
