"""What becomes of posts when units end (RULE-41)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from khuyenhoc.domain.organisation.following import Touched
from khuyenhoc.domain.people.models import Posting


def follows(touched: Touched) -> Sequence[str]:
    """A post ends with its unit in this: it reaches no successor. Whoever is to act for the new unit is appointed there."""
    held = Posting.objects.filter(unit_id__in=touched.ended).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=touched.effective_on)).count()
    if not held:
        return []
    return [
        f"{held} chức danh ở các đơn vị kết thúc: vẫn xem và giải trình được số liệu cũ của đơn vị mình, không tự chuyển sang đơn vị kế tục. "
        "Giao chức danh mới ở đơn vị kế tục cho người được cử."
    ]


def rests(touched: Touched) -> Sequence[str]:
    held = Posting.objects.filter(unit_id__in=touched.carrying_on, starts_on__gte=touched.effective_on).count()
    return [f"Đã giao {held} chức danh ở các đơn vị kế tục. Thôi các chức danh ấy trước."] if held else []
