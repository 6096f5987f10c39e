"""Waking the platform for one command: settings, database, migrations, and sentences instead of traces."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from khuyenhoc.foundation.database.server import server_in
from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable
from khuyenhoc.interfaces.commands.command_line import Refused

_MIGRATION_LOCK = 7_261_000


@contextmanager
def sentences_for_a_person() -> Iterator[None]:
    """What the machine may say while a command runs, as a sentence; no trace reaches a person."""
    try:
        yield
    except (ImproperlyConfigured, DatabaseUnavailable) as wrong:
        raise Refused(str(wrong)) from wrong
    except DatabaseError as wrong:
        first = str(wrong).strip().splitlines()[0] if str(wrong).strip() else type(wrong).__name__
        raise Refused(
            f"Cơ sở dữ liệu từ chối: {first}",
            "Không có gì được lưu. Thử lại; nếu vẫn vậy, chạy `khuyenhoc check`.",
        ) from wrong
    except BrokenPipeError:
        raise  # the reader of our output has gone; that is no fault to explain
    except OSError as wrong:
        where = f" “{wrong.filename}”" if wrong.filename else ""
        raise Refused(f"Không đọc hoặc ghi được{where}: {wrong.strerror or wrong}.") from wrong


def boot() -> None:
    """Settings read, database there and migrated: with a new directory every command works at once."""
    place = settings.DATABASES["default"].get("EMBEDDED_IN")
    if place:
        Thread(target=_wake, args=(Path(place),), daemon=True).start()  # the server starts while Django does
    django.setup()
    migrate()


def _wake(place: Path) -> None:
    with suppress(DatabaseUnavailable):  # the first connection asks again, and says it
        server_in(place).address()


def migrate() -> None:
    """Bring the database to today's shape, one process at a time."""
    if _is_up_to_date():
        return
    from django.core.management import call_command  # noqa: PLC0415 - rarely needed, and slow to wake

    if sys.stderr.isatty():
        print("Đang dựng cơ sở dữ liệu, chờ ít phút …", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _is_up_to_date() -> bool:
    """
    Every migration on disk is applied. Only names are looked at, by hand: waking Django's machinery takes
    longer than most commands.
    """
    on_disk = {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in Path(app.path, "migrations").glob("[0-9]*.py")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT app, name FROM django_migrations")
        return on_disk <= set(cursor.fetchall())
