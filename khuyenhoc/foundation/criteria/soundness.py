"""
What must hold of a set of criteria, whoever wrote it: the codes, the sums, and what a set needs before it may
recognise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from khuyenhoc.foundation.criteria.sets import HALF, SCOPES, WHOLE, CriteriaSet, Kind, points_text
from khuyenhoc.foundation.values import catalogue


def faults(of: CriteriaSet) -> list[str]:
    """Everything that does not hold of a set, in sentences that say place, reason and way out."""
    found = [*_faults_of_codes(of), *_faults_of_deciders(of), *_faults_of_thresholds(of)]
    if of.scope not in SCOPES[of.subject]:
        found.append(
            "Phạm vi (scope) không hợp với đối tượng (subject). Cộng đồng và đơn vị phải ghi rõ cấp; các "
            "đối tượng khác ghi any."
        )
    found += _faults_of_levels(of) if of.kind is Kind.LEVELS else _faults_of_points(of)
    if of.is_official:
        found += _faults_of_a_complete_set(of)
    return found


def _faults_of_codes(of: CriteriaSet) -> Iterator[str]:
    for what, codes in (
        ("Nhóm", [group.code for group in of.groups]),
        ("Mục", [item.code for item in of.items]),
        ("Mức xếp loại", [grade.code for grade in of.grades]),
        ("Mẫu phiếu", [form.code for form in of.forms]),
    ):
        yield from (
            f"{what} {code} có {times} lần. Mỗi mã chỉ dùng một lần."
            for code, times in Counter(codes).items()
            if times > 1
        )
    forms = {form.code for form in of.forms}
    for item in of.items:
        yield from (
            f"{item.named}: không có mẫu phiếu {form}. Sửa mã, hoặc thêm mẫu phiếu ấy."
            for form in item.forms
            if form not in forms
        )


def _faults_of_deciders(of: CriteriaSet) -> Iterator[str]:
    for one, other in combinations(of.deciders, 2):
        if one.tier == other.tier and one.effective.overlaps(other.effective):
            yield (
                f"Người quyết định: hai dòng “{one.who or 'chưa rõ'}” và “{other.who or 'chưa rõ'}” trùng "
                "ngày. "
                "Sửa ngày bắt đầu hoặc ngày cuối của một dòng."
            )


def _faults_of_thresholds(of: CriteriaSet) -> Iterator[str]:
    for item in of.items:
        if item.threshold is None:
            continue
        indicator = catalogue.indicators().get(item.threshold.share)
        if indicator is None or indicator.share_of is None:
            yield (
                f"{item.named}: không tính được tỷ lệ theo chỉ tiêu {item.threshold.share}. Ghi mã một "
                "chỉ tiêu có tổng số để so."
            )
        if not 0 < item.threshold.percent <= 100:
            yield (
                f"{item.named}: tỷ lệ {points_text(item.threshold.percent)} % không được. Ghi một số "
                "lớn hơn 0 và không quá 100."
            )


def _faults_of_points(of: CriteriaSet) -> Iterator[str]:
    yield from (
        f"{item.named}: chỉ bộ tiêu chí theo mức độ mới ghi mức (level). Bỏ ô này."
        for item in of.items
        if item.level
    )
    for item in of.items:
        if item.step not in (HALF, WHOLE):
            yield (
                f"{item.named}: bước điểm {points_text(item.step)} không được. Ghi 1 (trọn điểm) hoặc "
                "0.5 (nửa điểm)."
            )
            continue
        for points in (item.max_points, item.min_points):
            if points is not None and points % item.step:
                yield (
                    f"{item.named}: {points_text(points)} điểm không chia hết cho bước điểm "
                    f"{points_text(item.step)}. Sửa một trong hai."
                )
        if item.max_points == 0:
            yield f"{item.named}: điểm tối đa là 0. Ghi số điểm lớn hơn 0, hoặc bỏ mục này."
        if item.min_points is not None and (item.max_points is None or item.min_points > item.max_points):
            yield (
                f"{item.named}: điểm tối thiểu lớn hơn điểm tối đa, hoặc chưa có điểm tối đa. Sửa lại "
                "hai số này."
            )
    yield from _faults_of_sums(of)
    reached = [grade.min_points for grade in of.grades if grade.min_points is not None]
    if any(upper <= lower for upper, lower in pairwise(reached)):
        yield "Các mức xếp loại phải ghi từ cao xuống thấp, điểm giảm dần. Sắp lại cho đúng."
    yield from (
        (
            f"Mức xếp loại “{grade.label}”: cần {points_text(grade.min_points)} điểm, ngoài khoảng từ trên 0 "
            "đến tổng điểm. Sửa lại."
        )
        for grade in of.grades
        if grade.min_points is not None and not 0 < grade.min_points <= (of.total or grade.min_points)
    )


def _faults_of_sums(of: CriteriaSet) -> Iterator[str]:
    """
    What is known must add up; where something is unknown, it may only fall short. Each form is asked the
    whole total.
    """
    for form in _forms_to_check(of):
        where = f" (mẫu phiếu {form})" if form else ""
        for group in of.groups:
            parts = [item.max_points for item in group.items if not item.forms or form in item.forms]
            yield from _fault_of_sum(f"Nhóm {group.code}{where}", parts, group.max_points, of.is_official)
        every = [item.max_points for item in of.items_of(form)]
        yield from _fault_of_sum(f"Cả bộ tiêu chí{where}", every, of.total, of.is_official)
    whole_groups = [group.max_points for group in of.groups]
    if any(whole_groups):
        yield from _fault_of_sum(
            "Tất cả các nhóm", whole_groups, of.total, of.is_official and None not in whole_groups
        )


def _fault_of_sum(
    place: str, parts: Iterable[Decimal | None], stated: Decimal | None, is_whole: bool
) -> Iterator[str]:
    found = sum((part for part in parts if part is not None), Decimal(0))
    if stated is not None and (found != stated if is_whole else found > stated):
        yield (
            f"{place}: điểm tối đa cộng lại là {points_text(found)}, trong khi ghi {points_text(stated)}. "
            "Sửa điểm các mục hoặc sửa tổng điểm."
        )


def _faults_of_levels(of: CriteriaSet) -> Iterator[str]:
    if of.total is not None or any(grade.min_points is not None for grade in of.grades):
        yield "Bộ tiêu chí theo mức độ không có tổng điểm và điểm xếp loại. Bỏ các số điểm này."
    levels = {grade.code for grade in of.grades}
    for item in of.items:
        if item.max_points is not None or item.min_points is not None:
            yield f"{item.named}: bộ tiêu chí theo mức độ không cho điểm. Bỏ các số điểm của mục này."
        if item.level is not None and item.level not in levels:
            yield f"{item.named}: không có mức {item.level}. Sửa mã, hoặc thêm mức ấy."


def _faults_of_a_complete_set(of: CriteriaSet) -> Iterator[str]:
    """Everything a recognition rests on must be there before a set may say that it is complete."""
    way_out = "Ghi thêm cho đủ, hoặc để completeness là partial."
    for what, is_there in (
        ("số văn bản ban hành", of.authority.number),
        ("ngày ban hành", of.authority.issued_on),
        ("cách xếp (kind)", of.kind),
        ("thời hạn của danh hiệu (holding)", of.holding),
        ("người quyết định", [row for row in of.deciders if row.who]),
        ("mức xếp loại", of.grades),
        ("nhóm và mục", of.groups),
        ("tổng điểm", of.total or of.kind is not Kind.POINTS),
    ):
        if not is_there:
            yield f"Bộ tiêu chí: còn thiếu {what}. {way_out}"
    yield from (f"Nhóm {group.code}: chưa có mục nào. {way_out}" for group in of.groups if not group.items)
    if of.kind is Kind.POINTS:
        yield from (
            f"{item.named}: chưa có điểm tối đa. {way_out}" for item in of.items if item.max_points is None
        )
        yield from (
            f"Mức xếp loại “{grade.label}”: chưa có điểm. {way_out}"
            for grade in of.grades
            if grade.min_points is None
        )
        return
    yield from (
        f"{item.named}: chưa ghi thuộc mức nào (level). {way_out}" for item in of.items if item.level is None
    )
    for form in _forms_to_check(of):
        asked = {item.level for item in of.items_of(form)}
        yield from (
            f"Mức “{grade.label}”: chưa có mục nào của mức này. {way_out}"
            for grade in of.grades
            if grade.code not in asked
        )


def _forms_to_check(of: CriteriaSet) -> tuple[str | None, ...]:
    return tuple(form.code for form in of.forms) or (None,)
