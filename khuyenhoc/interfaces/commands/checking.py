"""
`khuyenhoc check`: is this installation sound, are the data files whole, what does a public deployment still
owe.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core import checks
from django.db import connection

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.rules import tree as tree_rules
from khuyenhoc.foundation.values import catalogue
from khuyenhoc.foundation.values.datafiles import BadDataFile, published_files_that_changed
from khuyenhoc.interfaces.commands import demo_site
from khuyenhoc.interfaces.commands.command_line import DONE, REFUSED


def run(_: argparse.Namespace) -> int:
    """
    Each part says what it found; faults make the exit code 1, duties of a public deployment only remind.
    """
    faults = 0
    for title, look in (
        ("Cấu hình", _configuration),
        ("Cơ sở dữ liệu", _database),
        ("Tệp dữ liệu", _data_files),
        ("Cây đơn vị", _tree),
    ):
        sentences = look()
        faults += len(sentences)
        print(f"{'✗' if sentences else '✓'} {title}")
        for sentence in sentences:
            print(f"    {sentence}")
    duties = _duties()
    print(f"{'!' if duties else '✓'} Việc phải làm khi đưa trang ra công chúng")
    for sentence in duties:
        print(f"    {sentence}")
    return REFUSED if faults else DONE


def _configuration() -> list[str]:
    return [str(message.msg) for message in checks.run_checks() if message.level >= checks.WARNING]


def _database() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
    return [] if version >= 15 else [f"PostgreSQL {version} quá cũ. Cần bản 15 trở lên."]


def _data_files() -> list[str]:
    loaders: Sequence[Callable[[], object]] = (
        catalogue.indicators, catalogue.flags, catalogue.unit_kinds, catalogue.posts, catalogue.targets,
    )  # fmt: skip
    sentences: list[str] = []
    for load in loaders:
        try:
            load()
        except BadDataFile as bad:
            sentences.append(str(bad))
    sentences.extend(
        f"{name} đã ban hành nhưng bị sửa. Khôi phục tệp cũ; muốn đổi thì thêm tệp mới."
        for name in published_files_that_changed()
    )
    return sentences


def _tree() -> list[str]:
    from django.utils import timezone  # noqa: PLC0415 - the clock is only needed here

    today = queries.tree(on=timezone.localdate())
    circle = tree_rules.a_unit_in_a_circle(today.parent_of)
    return (
        []
        if circle is None
        else [
            (
                f"Đơn vị số {circle} nằm dưới chính nó qua các cấp trên. Sửa cột parent rồi nạp lại danh "
                "sách "
                "đơn vị."
            )
        ]
    )


def _duties() -> list[str]:
    owed: list[str] = []
    if not settings.PUBLIC_ADDRESS.startswith("https://"):
        owed.append(
            "Đặt KHUYENHOC_ADDRESS là địa chỉ https:// của trang, và cho trang chạy sau máy chủ có chứng chỉ."
        )
    if "*" in settings.ALLOWED_HOSTS:
        owed.append("Đặt KHUYENHOC_HOSTS là tên miền của trang (hiện đang nhận mọi tên miền).")
    if settings.DEBUG:
        owed.append("Tắt KHUYENHOC_DEBUG.")
    owed.extend(
        f"Trang chủ còn thiếu: {name} (Nghị định 174/2026/NĐ-CP, Điều 93)."
        for name in demo_site.missing_compulsory_data()
    )
    return owed
