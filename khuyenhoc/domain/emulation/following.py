"""What becomes of cluster memberships when units end (RULE-28)."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.emulation.models import ClusterMembership
from khuyenhoc.domain.organisation.following import Touched


def follows(touched: Touched) -> Sequence[str]:
    """
    A year's membership stays with the unit that joined; from the next year the cluster names its members
    anew.
    """
    joined = ClusterMembership.objects.filter(
        unit_id__in=touched.ended, cluster_year__year__gte=touched.effective_on.year
    ).count()
    if not joined:
        return []
    return [
        f"{joined} lượt tham gia cụm thi đua từ năm {touched.effective_on.year} thuộc các đơn vị kết thúc: "
        "giữ nguyên cho năm đã đăng ký. "
        "Lập danh sách cụm mới cho các năm sau."
    ]


def rests(touched: Touched) -> Sequence[str]:
    joined = ClusterMembership.objects.filter(
        unit_id__in=touched.carrying_on, cluster_year__year__gte=touched.effective_on.year
    ).count()
    return (
        [f"Các đơn vị kế tục đã tham gia cụm thi đua {joined} lượt. Bỏ các lượt ấy khỏi danh sách cụm trước."]
        if joined
        else []
    )
