"""`khuyenhoc recount`: what is kept is made again and compared with what the engine counts in bulk."""

from __future__ import annotations

import argparse

from khuyenhoc.domain.figures.queries import kept_sums, recounting
from khuyenhoc.foundation.analytics.engines import EngineUnusable
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.commands.command_line import DONE, REFUSED, Refused
from khuyenhoc.interfaces.commands.loading import working
from khuyenhoc.interfaces.logs import note

_DIFFERENCES_SAID = 20


def run(asked: argparse.Namespace) -> int:
    with working("Đang mở các số đang giữ …") as status:
        if not asked.check:
            kept_sums.make_again(lambda period: status.update(f"Đang đếm và cộng lại kỳ {period} …"))
        status.update("Đang đối chiếu …")
        try:
            compared = recounting.compare()
        except EngineUnusable as unusable:
            raise Refused(str(unusable)) from unusable
    differences = compared.differences
    note("sums compared", agreeing=compared.agreeing, differing=len(differences))
    print(f"{grouped(compared.agreeing)} tổng khớp, {grouped(len(differences))} tổng lệch.")
    for each in differences[:_DIFFERENCES_SAID]:
        known = indicators().get(each.indicator)
        label = each.indicator if known is None else known.label
        values = f"đang giữ {_said(each.kept)}, đếm được {_said(each.counted)}"
        print(f"  {each.unit}, kỳ {each.period}, {label}: {values}")
    if len(differences) > _DIFFERENCES_SAID:
        print(f"  … và {grouped(len(differences) - _DIFFERENCES_SAID)} tổng khác.")
    return REFUSED if differences else DONE


def _said(value: int | None) -> str:
    return "không có" if value is None else grouped(value)
