"""The founding case as an issued pack whose sources bear the keys an article refers to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from khuyenhoc.domain.organisation.models import Cluster, Unit
from khuyenhoc.domain.reporting.models import IssuedFile, IssuedPack
from khuyenhoc.domain.reporting.rules.content import Letterhead, PackContent, Source, as_json, fingerprint
from khuyenhoc.foundation.analytics.models import Snapshot

MET_ON = date(2022, 11, 9)
NAMES = {
    "thach-an": "Huyện Thạch An",
    "tp-cao-bang": "Thành phố Cao Bằng",
    "quang-hoa": "Huyện Quảng Hòa",
    "trung-khanh": "Huyện Trùng Khánh",
    "ha-lang": "Huyện Hạ Lang",
    "mien-dong": "Cụm thi đua các huyện miền Đông",
}


def source(
    unit: str,
    indicator: str,
    value: int,
    *,
    label: str,
    text: str = "",
    kind: str = "typed",
    qualifier: str = "",
    base: int | None = None,
    counted: tuple[int, int] | None = None,
    flags: Sequence[str] = (),
    explanations: Sequence[str] = (),
) -> Source:
    return Source(
        key=f"{unit}/{indicator}/2022/{kind}",
        unit=unit,
        unit_name=NAMES[unit],
        indicator=indicator,
        label=label,
        period="2022",
        measure="count",
        kind=kind,
        value=value,
        qualifier=qualifier,
        text=text or f"{value:,}".replace(",", "."),
        base=base,
        rate="100.00" if base == value else "",
        stated_rate="",
        reported=counted[0] if counted else None,
        expected=counted[1] if counted else None,
        tree_on=MET_ON,
        stated_in="Trang thông tin điện tử huyện Thạch An, bài về giao ban ngày 09/11/2022"
        if kind == "typed"
        else "",
        note="",
        flags=tuple(flags),
        explanations=tuple(explanations),
    )


def sources() -> Sequence[Source]:
    chapters = {"thach-an": 217, "tp-cao-bang": 151, "quang-hoa": 258, "trung-khanh": 327, "ha-lang": 142}
    return (
        *(source(unit, "org.chapters", value, label="Chi hội") for unit, value in chapters.items()),
        source("mien-dong", "org.chapters", 1095, label="Chi hội", kind="computed", counted=(5, 5)),
        source("mien-dong", "org.members", 60000, label="Hội viên", text="trên 60 nghìn", qualifier="over"),
        source("mien-dong", "training.classes", 15, label="Lớp tập huấn công tác khuyến học"),
        source(
            "thach-an",
            "model.family_hieuhoc.registered",
            6126,
            label="Gia đình hiếu học (danh hiệu cũ) – đăng ký",
            flags=["old_title"],
            explanations=["Báo cáo dùng tên cũ “hiếu học” cho năm 2022; số được giữ như đã báo cáo."],
        ),
        source("thach-an", "model.clan.registered", 6, label="Dòng họ học tập – đăng ký"),
        source(
            "thach-an",
            "model.community.registered",
            91,
            label="Cộng đồng học tập (thôn, xóm, tổ dân phố) – đăng ký",
        ),
        source(
            "thach-an",
            "model.unit.registered",
            58,
            label="Đơn vị học tập (thuộc xã quản lý) – đăng ký",
            text="58/58",
            base=58,
        ),
    )


def content() -> PackContent:
    head = Letterhead(
        superior="Hội Khuyến học tỉnh Cao Bằng",
        issuer="Hội Khuyến học huyện Thạch An",
        number="Số:      /BC-HKH",
        place_and_date="Thạch An, ngày 09 tháng 11 năm 2022",
        type_name="Báo cáo",
        abstract="Kết quả công tác khuyến học năm 2022",
        authority=("CHỦ TỊCH",),
        signer="",
        recipients=(),
    )
    return PackContent(
        pack="review-meeting",
        edition="2022",
        cluster="mien-dong",
        cluster_name=NAMES["mien-dong"],
        year=2022,
        tree_on=MET_ON,
        snapshot="5f" * 32,
        letterhead=head,
        sections=(),
        tables=(),
        charts=(),
        sources={each.key: each for each in sources()},
    )


def host() -> Unit:
    return Unit.objects.get_or_create(key="thach-an")[0]


def issued(issue: int = 1) -> IssuedPack:
    """The pack as issued, with its PDF."""
    cluster, _ = Cluster.objects.get_or_create(
        key="mien-dong", defaults={"name": NAMES["mien-dong"], "unit": host()}
    )
    snapshot, _ = Snapshot.objects.get_or_create(
        fingerprint="5f" * 32, defaults={"reason": "review-meeting", "on": MET_ON}
    )
    said = content()
    pack = IssuedPack.objects.create(
        cluster=cluster,
        year=2022,
        pack="review-meeting",
        edition="2022",
        issue=issue,
        content=as_json(said),
        snapshot=snapshot,
        fingerprint=fingerprint(said),
    )
    pdf = b"%PDF-1.7 an issued report"
    IssuedFile.objects.create(
        pack=pack, format="pdf", name="giao-ban-2022.pdf", content=pdf, sha256=hashlib.sha256(pdf).hexdigest()
    )
    return pack
