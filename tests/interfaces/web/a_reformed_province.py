"""
The reformed province of the domain's tests with people in it: what the pages about reorganisations are tried
on.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Account
from tests import factories
from tests.domain.figures.a_reformed_province import found_the_province, reform


@dataclass(frozen=True)
class Province:
    """`number`: the reorganisation's own; 1 and 2 became Mới, 3 was cut between Mới and 4."""

    number: int
    chair: Account
    """Chair at the province: may do everything there."""
    inspector: Account
    """At the province, may look and nothing else."""
    officer: Account
    """Officer at commune 4, which took a part of 3 in."""
    head: Account
    """Chair at commune 4: may act on the tree there, and nowhere else."""
    stranger: Account
    """Chair at another province."""
    nobody: Account
    """An account without a post."""


@pytest.fixture
def province(db: None) -> Province:
    found_the_province()
    factories.units(
        """
        key,parent,kind,name,official_code,valid_from,valid_to
        tinh-khac,,province,Khác,91,,
        """
    )
    reform()
    units = {unit.key: unit for unit in Unit.objects.all()}
    return Province(
        number=organisation.reorganisations_by("1/NQ")[0].pk,
        chair=factories.account("tinh", "Nông Văn Tỉnh", unit=units["tinh"], post="chair"),
        inspector=factories.account("kiem-tra", "Hà Thị Kiểm", unit=units["tinh"], post="inspector"),
        officer=factories.account("xa-bon", "Lý Văn Bốn", unit=units["xa-4"], post="officer"),
        head=factories.account("chu-tich-bon", "Lục Thị Bốn", unit=units["xa-4"], post="chair"),
        stranger=factories.account("khach", "Vi Văn Lạ", unit=units["tinh-khac"], post="chair"),
        nobody=Account.objects.create_user("chua-co", display_name="Triệu Thị Mới", password=None),
    )
