"""What becomes of reported figures when units end (RULE-37, RULE-39)."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.organisation.following import Touched
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period


def follows(touched: Touched) -> Sequence[str]:
    """
    Figures stay with the unit that reported them, and are seen at whoever holds its ground in the tree that
    is chosen.
    """
    kept = ReportedFigure.objects.current().filter(unit_id__in=touched.ended).count()
    if not kept:
        return []
    return [
        f"{grouped(kept)} số liệu đã báo cáo ở các đơn vị kết thúc giữ nguyên tên đơn vị báo cáo; chọn cây "
        "tổ chức của ngày khác thì hiện ở đơn vị "
        "đang giữ trọn phần ấy. Bảng đối chiếu cho thấy từng số."
    ]


def rests(touched: Touched) -> Sequence[str]:
    periods = ReportedFigure.objects.filter(unit_id__in=touched.carrying_on).values_list("period", flat=True)
    resting = sum(Period.parse(period).last_day >= touched.effective_on for period in periods)
    return (
        [
            f"Các đơn vị kế tục đã báo cáo {grouped(resting)} số liệu cho các kỳ từ ngày "
            f"{touched.effective_on:%d/%m/%Y}. Số đã báo cáo không xóa được, "
            "nên việc này không hoàn tác được nữa; hãy lập một văn bản điều chỉnh."
        ]
        if resting
        else []
    )
