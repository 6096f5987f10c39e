"""`khuyenhoc report-registers`: what the registers of a unit count becomes what it states."""

from __future__ import annotations

import argparse

from django.utils import timezone

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.organisation.queries import NoSuchUnit
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.commands.command_line import DONE, Refused
from khuyenhoc.interfaces.commands.showing import period_of


def run(asked: argparse.Namespace) -> int:
    period = period_of(asked.period)
    try:
        subject = queries.subject_by_key(asked.unit)
    except NoSuchUnit:
        raise Refused(f"Không có đơn vị nào mang mã “{asked.unit}”. Kiểm tra lại mã.") from None
    if not subject.is_unit:
        raise Refused(f"“{asked.unit}” là một cụm; cụm không giữ sổ. Ghi mã của một đơn vị.")
    mandate = platform_mandate(Action.REPORT, on=timezone.localdate())
    try:
        reported = services.report_registers(mandate=mandate, subject=subject, period=period)
    except services.PeriodToCome:
        raise Refused(f"Kỳ {period} chưa đến. Kiểm tra lại năm.") from None
    except services.NothingCounted:
        raise Refused(
            f"Sổ của {subject.name} và các đơn vị dưới chưa có dòng nào tính vào kỳ {period}. "
            "Nạp danh sách vào sổ trước."
        ) from None
    print(
        f"{subject.name}, kỳ {period}: đã báo cáo {grouped(len(reported.stated))} số liệu đếm từ sổ, "
        f"{grouped(len(reported.same))} giữ nguyên."
    )
    for code in reported.stated:
        print(f"  {indicators()[code].label}")
    for code in reported.left:
        print(f"  {indicators()[code].label}: đã báo cáo bằng biểu, giữ nguyên số ấy.")
    return DONE
