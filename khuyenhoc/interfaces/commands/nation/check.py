"""
The package held against the official counts and against our own tables of Cao Bằng: every difference, listed
and not mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from khuyenhoc.domain.organisation.rules.book import Entry
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.commands.nation.kinds import kind_of
from khuyenhoc.interfaces.commands.nation.own_table import PROVINCE, own_table
from khuyenhoc.interfaces.commands.nation.package import Commune, District, Nation


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing the package says otherwise than it should be, or than we have it.

    `expected` is the official count or our own table, `package` what the package has; both as a person reads
    them, empty where nothing is.
    """

    subject: str
    expected: str
    package: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number that should be as many, whence we know it, and why it may be otherwise."""

    subject: str
    expected: int
    package: int
    source: str
    why: str = ""

    @property
    def is_equal(self) -> bool:
        return self.expected == self.package

    @property
    def sentence(self) -> str:
        return f"Khớp với {self.source}." if self.is_equal else self.why or f"Khác với {self.source}."


def counts(nation: Nation) -> Sequence[Count]:
    """Official numbers beside those of the package, in the order a person would go through them."""
    decision = "Quyết định 19/2025/QĐ-TTg"
    resolution = "Nghị quyết 1657/NQ-UBTVQH15"
    before = nation.communes_before.values()
    parts = [passage for passage in nation.passages if passage.is_part]
    divided = len({passage.unit for passage in parts})
    own_before = [commune for commune in before if nation.districts[commune.parent].province == PROVINCE]
    return [
        Count(
            "Tỉnh, thành phố trước 1/7/2025",
            63,
            len(nation.provinces_before),
            "63 hội cấp tỉnh trước khi sắp xếp",
        ),
        Count("Tỉnh, thành phố từ 1/7/2025", 34, len(nation.provinces_since), decision),
        Count(
            "Thành phố trực thuộc Trung ương từ 1/7/2025",
            6,
            sum(province.type == "Thành phố" for province in nation.provinces_since.values()),
            decision,
        ),
        Count(
            "Đơn vị cấp xã trước 1/7/2025",
            10_602,
            len(nation.communes_before),
            "con số công bố khi giảm từ 10.602 xuống 3.321",
            f"Gói ghi {grouped(len(nation.communes_before))} đơn vị cấp xã, cùng "
            f"{len(nation.districts_without_communes)} huyện không có cấp "
            "xã. Có thể 10.602 là con số của một ngày sớm hơn, khi một số xã chưa nhập; cần đối chiếu văn "
            "bản.",
        ),
        Count("Đơn vị cấp xã từ 1/7/2025", 3_321, len(nation.communes_since), decision),
        Count(
            "Đơn vị cấp xã cũ bị chia",
            1_033,
            divided,
            "con số 1.033 xã cũ bị chia",
            f"Trong gói, {grouped(divided)} đơn vị cũ bị chia thành {grouped(len(parts))} phần: 1.033 đếm "
            "số phần hay số đơn vị, cần xem lại "
            "nguồn của con số.",
        ),
        Count(
            "Cao Bằng: huyện, thành phố trước 1/7/2025",
            10,
            _in_province(nation.districts.values()),
            resolution,
        ),
        Count("Cao Bằng: đơn vị cấp xã trước 1/7/2025", 161, len(own_before), resolution),
        Count("Cao Bằng: đơn vị cấp xã từ 1/7/2025", 56, len(_own_since(nation)), resolution),
    ]


def check(nation: Nation) -> Sequence[Difference]:
    """
    Every difference: counts, then what the package leaves open, then Cao Bằng unit by unit, then what our
    kinds cannot say.
    """
    return [
        *(
            Difference(count.subject, grouped(count.expected), grouped(count.package), count.sentence)
            for count in counts(nation)
            if not count.is_equal
        ),
        *_left_open(nation),
        *_contradictions(nation),
        *_cao_bang(nation),
    ]


def _left_open(nation: Nation) -> Iterator[Difference]:
    for code in nation.unplaced:
        unit = nation.communes_before.get(code) or nation.districts[code]
        yield Difference(
            _called(unit.type, unit.name, code),
            "",
            "",
            "Gói không ghi đơn vị kế tục. Khi nạp: giải thể, số liệu cũ hiện ở cấp tỉnh.",
        )
    for code in nation.sourceless:
        commune = nation.communes_since[code]
        note = "Gói không ghi đơn vị này gồm những đơn vị cũ nào. Khi nạp: lập mới, không kế tục ai."
        yield Difference(_called(commune.type, commune.name, code), "", "", note)
    for code in nation.doubtful:
        unit = nation.communes_before.get(code) or nation.districts[code]
        heirs = [nation.communes_since[passage.heir] for passage in nation.passages if passage.unit == code]
        taken = f"chia thành {len(heirs)} phần" if len(heirs) > 1 else "vào trọn một đơn vị"
        note = f"Gói ghi đơn vị này bị chia nhưng chỉ có một phần, hoặc vào trọn nhiều nơi. Khi nạp: {taken}."
        yield Difference(
            _called(unit.type, unit.name, code), "", ", ".join(heir.title for heir in heirs), note
        )
    for name in nation.unknown:
        yield Difference(
            name,
            "",
            name,
            "Bảng chuyển đổi của gói nhắc đến một đơn vị không có trong danh sách của chính gói. Bỏ qua.",
        )
    for code, province in nation.provinces_before.items():
        if code not in nation.province_heirs:
            yield Difference(
                _called(province.type, province.name, code),
                "",
                "",
                "Gói không ghi tỉnh này vào tỉnh nào. Khi nạp: giữ nguyên như cũ.",
            )
    old_names = {province.name for province in nation.provinces_before.values()}
    for code, province in nation.provinces_since.items():
        if province.name not in old_names:
            yield Difference(
                _called(province.type, province.name, code),
                "",
                province.name,
                "Tỉnh mới không mang tên một tỉnh cũ nào.",
            )


def _contradictions(nation: Nation) -> Iterator[Difference]:
    for when, communes in (("trước", nation.communes_before), ("từ", nation.communes_since)):
        for code, commune in communes.items():
            if commune.other_type:
                note = (
                    f"Gói tự mâu thuẫn ({when} 1/7/2025): tên đầy đủ ghi “{commune.title}”, cột loại "
                    f"ghi “{commune.other_type}”. Lấy theo tên."
                )
                yield Difference(
                    _called(commune.type, commune.name, code), commune.type, commune.other_type, note
                )


def _cao_bang(nation: Nation) -> Iterator[Difference]:
    if PROVINCE not in nation.provinces_before:
        return
    own = own_table()
    districts = {
        code: district for code, district in nation.districts.items() if district.province == PROVINCE
    }
    old = {code: commune for code, commune in nation.communes_before.items() if commune.parent in districts}
    ours = {code: unit for code, unit in own.before.items() if code != PROVINCE}
    yield from _units("Cao Bằng trước 1/7/2025", ours, {**districts, **old})
    yield from _units("Cao Bằng từ 1/7/2025", own.since, _own_since(nation))
    for code in sorted(old.keys() & ours.keys()):
        parent = own.parent_code(ours[code])
        if parent != old[code].parent:
            yield Difference(
                _called(old[code].type, old[code].name, code),
                parent,
                old[code].parent,
                "Khác huyện: mã huyện không giống.",
            )
    heirs: dict[str, frozenset[str]] = {}
    for passage in nation.passages:
        heirs[passage.unit] = heirs.get(passage.unit, frozenset()) | {passage.heir}
    for code, expected in own.heirs.items():
        package_heirs = heirs.get(code, frozenset())
        if code in old and package_heirs != expected:
            note = "Khác đơn vị kế tục. Khi nạp: theo bảng của ta."
            yield Difference(
                _called(old[code].type, old[code].name, code),
                ", ".join(sorted(expected)),
                ", ".join(sorted(package_heirs)),
                note,
            )


def _units(
    where: str, ours: Mapping[str, Entry], theirs: Mapping[str, Commune | District]
) -> Iterator[Difference]:
    for code in sorted(ours.keys() | theirs.keys()):
        own, other = ours.get(code), theirs.get(code)
        if other is None and own is not None:
            yield Difference(
                f"{where}: {code}", own.name, "", "Bảng của ta có, gói không có. Khi nạp: theo bảng của ta."
            )
        elif own is None and other is not None:
            yield Difference(
                f"{where}: {code}", "", other.name, "Gói có, bảng của ta không có. Khi nạp: bỏ qua."
            )
        elif own is not None and other is not None:
            if own.name != other.name:
                is_spelling = search_key(own.name) == search_key(other.name)
                note = "Khác cách viết dấu." if is_spelling else "Khác tên."
                yield Difference(
                    f"{where}: {code}", own.name, other.name, f"{note} Khi nạp: theo bảng của ta."
                )
            if own.kind != kind_of(other.type):
                label = unit_kinds()[own.kind].label
                yield Difference(
                    f"{where}: {code}", label, other.type, "Khác loại. Khi nạp: theo bảng của ta."
                )


def _own_since(nation: Nation) -> Mapping[str, Commune]:
    return {code: commune for code, commune in nation.communes_since.items() if commune.parent == PROVINCE}


def _in_province(districts: Iterable[District]) -> int:
    return sum(district.province == PROVINCE for district in districts)


def _called(type_: str, name: str, code: str) -> str:
    return f"{type_} {name} ({code})"
