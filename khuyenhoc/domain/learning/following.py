"""What becomes of titles when units end (RULE-37): they stay with the unit that kept them that year."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.states import OPEN
from khuyenhoc.domain.organisation.following import Touched


def follows(touched: Touched) -> Sequence[str]:
    """
    A title of the year in which its unit ends is finished there: whoever carries the unit on reaches it
    through the tree.
    """
    open_titles = Registration.objects.filter(
        unit_id__in=touched.ended, year__gte=touched.effective_on.year, state__in=OPEN
    ).count()
    if not open_titles:
        return []
    return [
        f"{open_titles} danh hiệu năm {touched.effective_on.year} chưa quyết định ở các đơn vị kết thúc: "
        "giữ nguyên nơi đăng ký, "
        "đơn vị kế tục làm tiếp các bước còn lại. Từ năm sau đăng ký ở đơn vị kế tục."
    ]


def rests(touched: Touched) -> Sequence[str]:
    since = Q(registered_on__gte=touched.effective_on) | Q(
        recognition__decision__decided_on__gte=touched.effective_on
    )
    begun = Registration.objects.filter(since, unit_id__in=touched.carrying_on).count()
    return (
        [f"Các đơn vị kế tục đã có {begun} danh hiệu đăng ký. Hoàn lại các đăng ký ấy trước."]
        if begun
        else []
    )
