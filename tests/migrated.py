"""
Running every migration takes some 20 seconds, copying what they made takes half a second. So a migrated
database, and a platform whose server holds one, are made once, kept under a name that says which migrations
made them, and copied by each process of each test run.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.processes import run

_PREFIX = "test_migrated_"
_LOCK = 7_261_001


def _digest() -> str:
    """Sixteen letters that change when any migration of any app changes."""
    files = sorted(
        path for app in apps.get_app_configs() for path in Path(app.path, "migrations").glob("*.py")
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def migrated_database() -> str:
    """The name of a database nobody is connected to, which PostgreSQL copies as a template."""
    name = f"{_PREFIX}{_digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for other in there:
                cursor.execute(f'DROP DATABASE "{other}"')
            cursor.execute(f'CREATE DATABASE "{name}_unfinished"')
            _migrate(f"{name}_unfinished")
            cursor.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')
    return name


def _migrate(database: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = usual


def migrated_platform(home: Path) -> None:
    """
    Give a directory a `var` of its own: a private server, stopped, whose database is migrated and empty.

    :param home: the directory, without `var`
    """
    place = settings.VAR / "migrated"
    place.mkdir(parents=True, exist_ok=True)
    kept = place / _digest()
    with (place / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for other in (each for each in place.iterdir() if each.is_dir()):
                shutil.rmtree(other)
            unfinished = Path(tempfile.mkdtemp(dir=place))
            code, _, complaint = run(unfinished, "check")
            assert code == 0, complaint
            (unfinished / "var").rename(kept)
            unfinished.rmdir()
    subprocess.run(("cp", "-a", kept, home / "var"), check=True)
