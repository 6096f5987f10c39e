"""What becomes of posts, registers and committees when units end (RULE-37, RULE-41)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from khuyenhoc.domain.organisation.following import Touched
from khuyenhoc.domain.people.models import Committee, Group, Membership, Person, Posting, RegisterSheet
from khuyenhoc.foundation.values.numbers import grouped


def follows(touched: Touched) -> Sequence[str]:
    """
    A post ends with its unit in this: it reaches no successor. Whoever is to act for the new unit is
    appointed there.

    People and groups stay on record where they are kept; whoever carries the unit on reaches them through the
    tree.
    """
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=touched.effective_on)
    said = []
    if held := Posting.objects.filter(open_ended, unit_id__in=touched.ended).count():
        said.append(
            f"{held} chức danh ở các đơn vị kết thúc: vẫn xem và giải trình được số liệu cũ của đơn vị "
            "mình, không tự chuyển sang đơn vị kế tục. "
            "Giao chức danh mới ở đơn vị kế tục cho người được cử."
        )
    persons, groups = (
        Person.objects.filter(home_id__in=touched.ended).count(),
        Group.objects.filter(unit_id__in=touched.ended).count(),
    )
    if persons or groups:
        said.append(
            f"Sổ của các đơn vị kết thúc có {grouped(persons)} người và {grouped(groups)} gia đình, dòng "
            "họ, cộng đồng, đơn vị: giữ nguyên chỗ "
            "ghi, hiện ở đơn vị kế tục. Danh sách nạp sau ở đơn vị kế tục nhận ra họ và chuyển về đó."
        )
    if committees := Committee.objects.filter(open_ended, unit_id__in=touched.ended).count():
        said.append(
            f"{committees} ban chấp hành ở các đơn vị kết thúc: hết nhiệm vụ. Lập ban chấp hành lâm thời ở "
            "đơn vị kế tục."
        )
    return said


def rests(touched: Touched) -> Sequence[str]:
    since = Q(starts_on__gte=touched.effective_on, unit_id__in=touched.carrying_on)
    said = []
    if held := Posting.objects.filter(since).count():
        said.append(f"Đã giao {held} chức danh ở các đơn vị kế tục. Thôi các chức danh ấy trước.")
    lists = RegisterSheet.objects.filter(
        unit_id__in=touched.carrying_on, undone_at__isnull=True, loaded_at__date__gte=touched.effective_on
    )
    if loaded := lists.count():
        said.append(
            f"Đã nạp {loaded} danh sách vào sổ của các đơn vị kế tục. Hoàn tác các danh sách ấy trước."
        )
    if admitted := Membership.objects.filter(since, register_sheet__isnull=True).count():
        said.append(
            f"Đã kết nạp hoặc chuyển về {grouped(admitted)} hội viên ở các đơn vị kế tục. Hoàn lại trước."
        )
    if committees := Committee.objects.filter(since).count():
        said.append(f"Đã lập {committees} ban chấp hành ở các đơn vị kế tục. Bỏ các ban ấy trước.")
    return said
