"""
`khuyenhoc demo`: the founding case alive, from the units of Cao Bằng to the article on the district's site,
then served.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console

from khuyenhoc.domain.figures import services as figures
from khuyenhoc.domain.organisation import services as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.domain.reporting import services as reporting
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.commands import demo_meeting, demo_site, serving
from khuyenhoc.interfaces.commands.command_line import DONE, Refused

PASSWORD = "khuyen-hoc-2022"  # noqa: S105 - printed on purpose, and only ever set on the demo's own accounts
ACCOUNTS = (
    ("tinh", "Cán bộ tỉnh (mẫu)", "cao-bang", "chair"),
    ("thachan", "Cán bộ huyện Thạch An (mẫu)", "thach-an", "chair"),
    ("halang", "Cán bộ huyện Hạ Lang (mẫu)", "ha-lang", "officer"),
    ("bientap", "Biên tập trang Thạch An (mẫu)", "thach-an", "editor"),
    ("nguyenbinh", "Cán bộ huyện Nguyên Bình (mẫu, ngoài cụm)", "nguyen-binh", "officer"),
)
_READY = "prepared the demo"
_SINCE = date(2022, 1, 1)


def run(asked: argparse.Namespace) -> int:
    console = Console(highlight=False)
    if asked.fresh:
        _start_over()
    if AuditLine.objects.filter(act=_READY).exists():
        console.print("Dữ liệu mẫu đã có; giữ nguyên những gì đã nhập.")
    else:
        prepare(console)
    _print_accounts(console)
    return DONE if asked.no_serve else serving.serve(port=8000)


def _start_over() -> None:
    """Empty the platform's own database and files. A database at DATABASE_URL is never emptied."""
    if os.environ.get("DATABASE_URL"):
        raise Refused(
            "--fresh chỉ xóa cơ sở dữ liệu đi kèm, không xóa cơ sở dữ liệu ở DATABASE_URL. Tự tạo một cơ "
            "sở dữ liệu trống rồi chạy lại."
        )
    call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    for kept in (settings.MEDIA_ROOT, settings.SNAPSHOTS):
        shutil.rmtree(kept, ignore_errors=True)


def prepare(console: Console) -> IssuedPack:
    """Every step may be done again: a demo that was killed half-way is finished by the next run."""
    today = timezone.localdate()

    def mandate(action: Action) -> Mandate:
        return platform_mandate(action, on=today)

    steps: Sequence[tuple[str, Callable[[], object]]] = (
        ("Đơn vị tỉnh Cao Bằng trước và sau 01/7/2025", lambda: _load_units(mandate(Action.ORGANISE))),
        ("Cụm thi đua miền Đông và cuộc giao ban 09/11/2022", lambda: demo_meeting.load(mandate)),
        ("Số liệu năm 2022", lambda: _load_figures(mandate(Action.REPORT))),
        ("Tài khoản mẫu", lambda: _open_accounts(mandate(Action.ORGANISE))),
    )
    for sentence, step in steps:
        with console.status(sentence):
            step()
        console.print(f"✓ {sentence}")
    with console.status("Bộ báo cáo giao ban"):
        cluster_year = demo_meeting.load(mandate)
        issued = reporting.issue_review_pack(
            mandate=mandate(Action.ISSUE), cluster=cluster_year.cluster, year=cluster_year.year
        )
    console.print(f"✓ Bộ báo cáo giao ban, lần phát hành {issued.issue}")
    with console.status("Trang tin"):
        demo_site.publish(issued)
    console.print("✓ Trang tin huyện Thạch An")
    trail.record(mandate(Action.ORGANISE), _READY, issued)
    return issued


def _load_units(mandate: Mandate) -> None:
    units = DATA / "units" / "cao-bang.csv"
    organisation.load_units(mandate=mandate, content=units.read_bytes(), file_name=units.name)
    for reform in sorted((DATA / "reorganisations").glob("cao-bang-*.csv")):
        organisation.apply_reform(mandate=mandate, content=reform.read_bytes(), file_name=reform.name)


def _load_figures(mandate: Mandate) -> None:
    sheet = DATA / "demo" / "figures-2022.csv"
    figures.load_figures(mandate=mandate, content=sheet.read_bytes(), file_name=sheet.name)


def _open_accounts(mandate: Mandate) -> None:
    for username, display_name, unit_key, post in ACCOUNTS:
        account = people.open_account(
            mandate=mandate, username=username, display_name=display_name, password=PASSWORD
        )
        people.appoint(
            mandate=mandate, account=account, unit=Unit.objects.get(key=unit_key), post=post, starts_on=_SINCE
        )


def _print_accounts(console: Console) -> None:
    console.print(f"\nTài khoản mẫu (mật khẩu chung: [bold]{PASSWORD}[/bold]):")
    for username, display_name, _, _ in ACCOUNTS:
        console.print(f"  [bold]{username:<12}[/bold] {display_name}")
    console.print()
