"""
The small country all tests live in: a province whose two old districts ended on 30 June 2025, two wards that
became one the day after, communes, a chapter, one cluster; an account at each tier, and one with no business
here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from khuyenhoc.domain.organisation.models import Cluster, Unit
from khuyenhoc.domain.people.models import Account
from tests import factories

UNITS = """
    key,parent,kind,name,official_code,valid_from,valid_to
    cao-bang,,province,Cao Bằng,04,,
    tp-cao-bang,cao-bang,city,Cao Bằng,040,,2025-06-30
    thach-an,cao-bang,district,Thạch An,053,,2025-06-30
    tan-giang-cu,tp-cao-bang,ward,Tân Giang,01276,,2025-06-30
    duyet-trung,tp-cao-bang,ward,Duyệt Trung,01288,,2025-06-30
    tan-giang,cao-bang,ward,Tân Giang,01288,2025-07-01,
    dong-khe,thach-an,town,Đông Khê,01786,,2025-06-30
    dong-khe,cao-bang,commune,Đông Khê,01786,2025-07-01,
    duc-long,thach-an,commune,Đức Long,01822,,2025-06-30
    duc-long,cao-bang,commune,Đức Long,01822,2025-07-01,
    na-po,duc-long,chapter,Xóm Nà Pò,,,
    lang-son,,province,Lạng Sơn,20,,
    that-khe,lang-son,commune,Thất Khê,06001,,
"""
REORGANISED_ON = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Units and accounts by the names tests call them."""

    cao_bang: Unit
    tp_cao_bang: Unit
    """A city until 30 June 2025; nobody carries it on, it shows at the province."""
    thach_an: Unit
    """A district until 30 June 2025, head and host of the cluster in 2022."""
    tan_giang_cu: Unit
    duyet_trung: Unit
    tan_giang: Unit
    """The ward that carries on the old Tân Giang and Duyệt Trung, whose code it has."""
    dong_khe: Unit
    """A town until 30 June 2025, a commune since."""
    duc_long: Unit
    na_po: Unit
    """A chapter below Đức Long."""
    lang_son: Unit
    that_khe: Unit
    mien_dong: Cluster
    """The cluster of the two old districts in 2022."""
    province: Account
    """Chair at Cao Bằng: may do everything there."""
    district: Account
    """Vice-chair at the old Thạch An."""
    commune: Account
    """Officer at Đức Long."""
    chapter: Account
    """Chapter secretary at Xóm Nà Pò."""
    editor: Account
    """Editor at Cao Bằng; Wagtail seats it where a site of Cao Bằng is."""
    stranger: Account
    """Chair at Lạng Sơn."""
    nobody: Account
    """An account without a post."""


def client_of(account: Account) -> Client:
    """A browser in which the account has signed in."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def cast(db: None) -> Cast:
    factories.units(UNITS)
    factories.merger(
        units=["tan-giang-cu", "duyet-trung"],
        heir="tan-giang",
        on=REORGANISED_ON,
        document="Nghị quyết 1657/NQ-UBTVQH15",
    )
    by_key = {unit.key: unit for unit in Unit.objects.all()}
    mien_dong = factories.cluster(
        "mien-dong",
        "Cụm miền Đông",
        unit=by_key["cao-bang"],
        year=2022,
        members=[by_key["thach-an"], by_key["tp-cao-bang"]],
        head=by_key["thach-an"],
        host=by_key["thach-an"],
    )
    return Cast(
        **{key.replace("-", "_"): unit for key, unit in by_key.items()},
        mien_dong=mien_dong,
        province=factories.account("chu-tich", "Nông Văn Tỉnh", unit=by_key["cao-bang"], post="chair"),
        district=factories.account(
            "pho-chu-tich", "Hoàng Thị Huyện", unit=by_key["thach-an"], post="vice_chair"
        ),
        commune=factories.account("can-bo", "Lý Văn Xã", unit=by_key["duc-long"], post="officer"),
        chapter=factories.account("chi-hoi", "Đàm Thị Xóm", unit=by_key["na-po"], post="chapter_secretary"),
        editor=factories.account("bien-tap", "Bế Thị Biên", unit=by_key["cao-bang"], post="editor"),
        stranger=factories.account("khach", "Vi Văn Lạ", unit=by_key["lang-son"], post="chair"),
        nobody=_without_post(),
    )


def _without_post() -> Account:
    return Account.objects.create_user("chua-co-chuc-danh", display_name="Triệu Thị Mới", password=None)
