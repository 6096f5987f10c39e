"""
Registers of a nation: 1,000,000 persons and 300,000 families on record, a list of 100,000 rows and 20 columns
loaded, lists and searches.

Each way of loading runs in a process of its own, so that its time and its peak of memory are its own.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter

from benchmarks.nation import CHAPTERS, NEW, OLD, PROVINCES, make_up_a_nation
from benchmarks.reading import peak_megabytes

if TYPE_CHECKING:
    from khuyenhoc.domain.organisation.models import Unit

PERSONS, FAMILIES, ROWS, YEAR = 1_000_000, 300_000, 100_000, 2026
FURTHER = (
    "Vợ hoặc chồng", "Nghề nghiệp", "Trường của con", "Danh hiệu năm trước", "Nơi cấp", "Ghi chú",
    "Số con", "Số người đi học", "Học bổng", "Điểm tự chấm", "Số sách", "Ngày đăng ký", "Ngày họp",
    "Ngày công nhận", "Ngày cấp",
)  # fmt: skip
HEADINGS = ("Họ và tên chủ hộ", "Xã", "Xóm", "Số khẩu", "Năm sinh", *FURTHER)
FAMILY_WEIGHTS = {
    "Nguyễn": 31, "Trần": 11, "Lê": 9, "Phạm": 7, "Hoàng": 5, "Phan": 4, "Vũ": 4, "Đặng": 3, "Bùi": 3,
    "Đỗ": 3, "Hồ": 2, "Ngô": 2, "Dương": 2, "Lý": 2, "Nông": 2, "Đinh": 2, "Trương": 2, "Bế": 1,
    "Triệu": 1, "Lục": 1, "Hà": 1, "Đàm": 1, "Đoàn": 1,
}  # fmt: skip
MIDDLE_WEIGHTS = {
    "Thị": 28, "Văn": 20, "Ngọc": 6, "Đức": 5, "Minh": 5, "Thanh": 5, "Hữu": 4, "Quang": 4, "Xuân": 3,
    "Kim": 3, "Hồng": 3, "Thuý": 1, "Bích": 1, "Mỹ": 1, "Công": 1, "Đình": 1, "Gia": 1, "Khánh": 1,
    "Bảo": 1, "Quốc": 1, "Anh": 1, "Thế": 1, "Trọng": 1,
}  # fmt: skip
FAMILY = tuple(name for name, weight in FAMILY_WEIGHTS.items() for _ in range(weight))
MIDDLE = tuple(name for name, weight in MIDDLE_WEIGHTS.items() for _ in range(weight))
GIVEN = (
    "An", "Anh", "Ánh", "Bắc", "Bách", "Bình", "Bông", "Bảo", "Cảnh", "Châu", "Chi", "Chiến", "Chung",
    "Cúc", "Cương", "Cường", "Danh", "Dân", "Diễm", "Diệp", "Dung", "Dũng", "Duyên", "Dương", "Đại", "Đào",
    "Đạt", "Điệp", "Định", "Đoan", "Đông", "Đức", "Giang", "Hà", "Hải", "Hạnh", "Hằng", "Hân", "Hậu",
    "Hiên", "Hiền", "Hiếu", "Hiệp", "Hoa", "Hoà", "Hoàn", "Hoàng", "Hồng", "Huân", "Huệ", "Hùng", "Huy",
    "Huyền", "Hưng", "Hương", "Hường", "Hữu", "Khang", "Khánh", "Khoa", "Khôi", "Kiên", "Kim", "Lam", "Lan",
    "Lâm", "Lệ", "Liên", "Linh", "Loan", "Long", "Lộc", "Lợi", "Luân", "Lương", "Ly", "Mai", "Mạnh", "Mẫn",
    "Minh", "Mùi", "Mười", "My", "Mỹ", "Nam", "Nga", "Ngà", "Ngân", "Nghĩa", "Ngọc", "Nguyên", "Nguyệt",
    "Nhàn", "Nhân", "Nhật", "Nhi", "Nhung", "Như", "Oanh", "Phong", "Phúc", "Phương", "Phượng", "Quang",
    "Quân", "Quế", "Quốc", "Quý", "Quyên", "Quyết", "Quỳnh", "Sáng", "Sơn", "Sương", "Tài", "Tâm", "Tân",
    "Thái", "Thanh", "Thành", "Thảo", "Thắm", "Thắng", "Thi", "Thịnh", "Thoa", "Thơ", "Thu", "Thuận",
    "Thuỷ", "Thư", "Thương", "Tiến", "Tình", "Toàn", "Toán", "Trang", "Trâm", "Trí", "Trinh", "Trung",
    "Trường", "Tú", "Tuấn", "Tuệ", "Tùng", "Tuyên", "Tuyết", "Tươi", "Uyên", "Vân", "Việt", "Vinh", "Vĩnh",
    "Vui", "Vũ", "Vượng", "Xuân", "Yên", "Yến",
)  # fmt: skip
"""Names as often as they are borne, roughly: three in ten Nguyễn, a given name by one in a hundred or two."""

ASKED = 150
"""Milliseconds that 95 of 100 lists and searches may take."""
ASKS = 60


def main() -> None:
    print(
        (
            f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
            f"{time.strftime('%Y-%m-%d')}"
        ),
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        os.environ["KHUYENHOC_VAR"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "khuyenhoc.config.settings"
        import django  # noqa: PLC0415 - the directory is chosen first
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        ids = make_up_a_nation()
        _fill_the_registers(ids)
        print(
            (
                f"made up {PERSONS} persons and {FAMILIES} families in {time.perf_counter() - started:.0f} s "
                "(not measured)"
            ),
            flush=True,
        )
        lists_and_searches(ids)
        workbook = Path(home, "danh-sach.xlsx")
        _make_list(workbook)
        spent = {}
        for way in LOADINGS:
            command = [sys.executable, "-m", "benchmarks.registers", way, str(workbook)]
            spent[way] = float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        print(
            f"loading to merely reading: {spent['load'] / spent['read']:.1f}; to openpyxl with "
            f"bulk_create: {spent['load'] / spent['naive']:.2f}"
        )


def _names(chance: random.Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def _fill_the_registers(ids: Mapping[str, int]) -> None:
    """
    Persons, each a member, and families, over all chapters alike; one person in ten thousand bears a name
    nobody else does.
    """
    from django.db import connection  # noqa: PLC0415

    from khuyenhoc.domain.people.models import Group, Membership, Person  # noqa: PLC0415
    from khuyenhoc.domain.people.services import bulk  # noqa: PLC0415
    from khuyenhoc.foundation.values.vietnamese import person_sort_key, search_key  # noqa: PLC0415

    chance = random.Random(7)  # noqa: S311 - the same people every time
    chapters = [ids[f"c{n}"] for n in range(CHAPTERS)]

    def people() -> Iterator[tuple[object, ...]]:
        for number, pk in enumerate(persons):
            name = (
                _names(chance)
                if number % 10_000
                else f"Tôn Nữ Hiếm{chr(97 + number // 10_000 % 26)} {chance.choice(GIVEN)}"
            )
            yield (
                pk,
                name,
                person_sort_key(name),
                search_key(name),
                chance.randrange(1930, 2020),
                chapters[number % CHAPTERS],
            )

    def families() -> Iterator[tuple[object, ...]]:
        for number in range(FAMILIES):
            name = _names(chance)
            yield (
                "family",
                chapters[number % CHAPTERS],
                name,
                person_sort_key(name),
                search_key(name),
                chance.randrange(1930, 2005),
                4,
            )

    persons = bulk.reserved_ids(Person, PERSONS)
    bulk.copy_in(Person, ("id", "full_name", "name_key", "search_key", "birth_year", "home_id"), people())
    since = date(2020, 1, 1)
    bulk.copy_in(
        Membership,
        ("person_id", "unit_id", "starts_on"),
        ((pk, chapters[n % CHAPTERS], since) for n, pk in enumerate(persons)),
    )
    bulk.copy_in(
        Group, ("kind", "unit_id", "name", "sort_key", "search_key", "head_birth_year", "size"), families()
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_list(path: Path) -> None:
    """
    A province's families, each row its own: of its communes and chapters by name, the hamlet written as
    people write it.
    """
    chance = random.Random(11)  # noqa: S311 - the same list every time
    chapters = [
        n for n in range(CHAPTERS) if n % OLD % NEW % PROVINCES == 0 and n % OLD % 696 % PROVINCES == 0
    ]
    seen = set[tuple[str, int, int]]()
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        while len(seen) < ROWS:
            name, chapter, born = _names(chance), chance.choice(chapters), chance.randrange(1930, 2005)
            if (name, chapter, born) in seen:
                continue
            seen.add((name, chapter, born))
            row = len(seen)
            sheet.write_row(
                row, 0, (name, f"Xã w{chapter % OLD % NEW}", f"Xóm c{chapter}", chance.randrange(1, 9), born)
            )
            sheet.write_row(
                row,
                5,
                (
                    _names(chance),
                    "Làm ruộng",
                    f"Trường Tiểu học {chance.choice(GIVEN)}",
                    "Chưa có",
                    "UBND xã",
                    f"Hộ {row}",
                ),
            )
            sheet.write_row(
                row,
                11,
                (
                    chance.randrange(5),
                    chance.randrange(5),
                    chance.randrange(900) * 1_000,
                    chance.randrange(100),
                    chance.randrange(300),
                ),
            )
            for column in range(16, 20):
                sheet.write_datetime(
                    row, column, date(2026, 1, 1) + timedelta(days=chance.randrange(300)), day
                )


def lists_and_searches(ids: Mapping[str, int]) -> None:
    """
    The pages of the registers, for whoever keeps a commune's, a province's, the nation's: first pages, pages
    further on, names looked for.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from khuyenhoc.domain.people.models import Account, Posting  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    chance = random.Random(13)  # noqa: S311 - the same questions every time
    for tier, key in (("commune", "w0"), ("province", "p0"), ("nation", "n")):
        account = Account.objects.create(username=tier, display_name=tier)
        Posting.objects.create(account=account, unit_id=ids[key], post="chair", starts_on=date(2020, 1, 1))
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        spent: dict[str, list[float]] = {"list": [], "search": []}
        for _ in range(ASKS):
            address = reverse("web:register", kwargs={"kind": chance.choice(("member", "citizen", "family"))})
            for what, query in (("list", {}), ("search", {"q": _searched(chance), "find": "1"})):
                started = time.perf_counter()
                answer = client.post(address, query) if query else client.get(address)
                spent[what].append((time.perf_counter() - started) * 1000)
                if answer.status_code != 200:
                    raise RuntimeError(f"{address} {query}: {answer.status_code}")
        for what, times in spent.items():
            times.sort()
            middle, most = statistics.median(times), times[int(len(times) * 0.95)]
            print(
                (
                    f"{tier}, {what}: median {middle:.0f} ms, p95 {most:.0f} ms, at most {times[-1]:.0f} ms; "
                    f"asked: p95 {ASKED} ms"
                ),
                flush=True,
            )


def _searched(chance: random.Random) -> str:
    """A name whole or in part, with accents or without, common or hardly anybody's."""
    family, middle, given = chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)
    return chance.choice(
        (
            given,
            family,
            f"{family} {given}",
            f"{family} {middle} {given}",
            given[:2],
            "hiem" + chr(97 + chance.randrange(26)),
            "khong ai",
        )
    )


def _province() -> Unit:
    from khuyenhoc.domain.organisation.queries import unit_by_key  # noqa: PLC0415

    return unit_by_key("n-p0")


def _read(path: Path) -> int:
    from khuyenhoc.domain.people.kinds import RegisterKind  # noqa: PLC0415
    from khuyenhoc.domain.people.sheets import REGISTERS  # noqa: PLC0415
    from khuyenhoc.foundation.sheets.reading import read_rows  # noqa: PLC0415

    return sum(
        1
        for _ in read_rows(
            path.read_bytes(), path.name, REGISTERS[RegisterKind.FAMILY], notice=lambda sentence: None
        )
    )


def _load(path: Path) -> int:
    """
    As the page and the command do it: read, placed, compared, stored, put down for the title, with its audit
    lines.
    """
    from khuyenhoc.domain.learning import services  # noqa: PLC0415
    from khuyenhoc.domain.people.kinds import RegisterKind  # noqa: PLC0415
    from khuyenhoc.domain.people.permissions import platform_mandate  # noqa: PLC0415
    from khuyenhoc.foundation.values.mandates import Action  # noqa: PLC0415

    loaded = services.load_list(
        mandate=platform_mandate(Action.REGISTER, on=date(YEAR, 11, 23)),
        kind=RegisterKind.FAMILY,
        unit=_province(),
        year=YEAR,
        content=path.read_bytes(),
        file_name=path.name,
    )
    print(
        (
            f"  stored {loaded.sheet.new} new, {loaded.sheet.changed} changed, {loaded.sheet.same} same; "
            f"{loaded.doubtful} doubtful"
        ),
        file=sys.stderr,
    )
    return loaded.sheet.new + loaded.sheet.changed + loaded.sheet.same


def _naive(path: Path) -> int:
    """
    What a quick script would do: openpyxl and `bulk_create` of the same rows, nothing looked up, nothing
    compared.
    """
    from django.db import transaction  # noqa: PLC0415

    from khuyenhoc.domain.learning.models import Registration  # noqa: PLC0415
    from khuyenhoc.domain.people.models import Group, RegisterSheet, RegisterSheetRow  # noqa: PLC0415
    from khuyenhoc.foundation.values.vietnamese import person_sort_key, search_key  # noqa: PLC0415

    unit, count = _province(), 0
    lines = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    with transaction.atomic():
        sheet = RegisterSheet.objects.create(
            kind="family", unit=unit, year=YEAR, file_name=path.name, sha256="", new=ROWS, changed=0, same=0
        )
        while some := list(islice(lines, 5_000)):
            names = [str(line[0]) for line in some]
            groups = Group.objects.bulk_create(
                Group(
                    kind="family",
                    unit=unit,
                    name=name,
                    sort_key=person_sort_key(name),
                    search_key=search_key(name),
                    size=int(f"{line[3]}"),
                    head_birth_year=int(f"{line[4]}"),
                )
                for name, line in zip(names, some, strict=True)
            )
            RegisterSheetRow.objects.bulk_create(
                RegisterSheetRow(sheet=sheet, row=count + at, group_id=group.pk, is_new=True)
                for at, group in enumerate(groups)
            )
            Registration.objects.bulk_create(
                Registration(
                    programme="family", scope="any", year=YEAR, group=group, unit=unit, set_key="x",
                    is_again=False, registered_on=date(YEAR, 11, 23),
                )
                for group in groups
            )  # fmt: skip
            count += len(some)
        transaction.set_rollback(True)
    return count


LOADINGS: Mapping[str, Callable[[Path], int]] = {"read": _read, "naive": _naive, "load": _load}


def measure(way: str, path: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    started = time.perf_counter()
    rows = LOADINGS[way](path)
    spent = time.perf_counter() - started
    print(
        f"{way}: {rows} rows in {spent:.2f} s, {rows / spent:.0f} rows/s, peak {peak_megabytes():.0f} MB",
        file=sys.stderr,
        flush=True,
    )
    print(spent)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
