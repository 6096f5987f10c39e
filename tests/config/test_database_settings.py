from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError
from pytest_django import DjangoDbBlocker

from khuyenhoc.config.database import DatabaseUnavailable, database_settings
from khuyenhoc.config.environment import BadSetting
from khuyenhoc.foundation.database.base import DatabaseWrapper

WHOLE: dict[str, Any] = {
    "HOST": "",
    "PORT": "",
    "TIME_ZONE": None,
    "AUTOCOMMIT": True,
    "ATOMIC_REQUESTS": False,
    "TEST": {},
}


def test_without_a_named_database_the_private_server_is_used_and_not_yet_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    settings = database_settings(tmp_path)

    assert settings["EMBEDDED_IN"] == str(tmp_path / "postgres")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        (
            "postgresql://an:m%40t%2Fkh%E1%BA%A9u@db.example:6543/hoi?sslmode=require",
            {
                "USER": "an",
                "PASSWORD": "m@t/khẩu",
                "HOST": "db.example",
                "PORT": "6543",
                "NAME": "hoi",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        (
            "postgres://db.example/hoi",
            {"USER": "", "PASSWORD": "", "HOST": "db.example", "PORT": "", "NAME": "hoi", "OPTIONS": {}},
        ),
        ("postgresql:///hoi?host=/run/postgresql", {"HOST": "/run/postgresql", "NAME": "hoi"}),
        ("postgresql://an@%2Frun%2Fpostgresql/hoi", {"USER": "an", "HOST": "/run/postgresql", "NAME": "hoi"}),
        ("postgresql://[::1]:5432/hoi", {"HOST": "::1", "PORT": "5432"}),
        (
            "postgresql://mot,hai/hoi?target_session_attrs=primary",
            {"HOST": "mot,hai", "OPTIONS": {"target_session_attrs": "primary"}},
        ),
    ],
)
def test_a_named_database_is_read_as_psql_reads_it(
    address: str, meant: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    settings = database_settings(tmp_path)

    assert {name: settings[name] for name in meant} == meant
    assert "EMBEDDED_IN" not in settings


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://an:bi-mat@db/hoi", "không phải địa chỉ"),
        ("db.sqlite3", "không phải địa chỉ"),
        ("postgresql://", "không phải địa chỉ"),
        ("postgresql://an:bi-mat@db", "thiếu tên"),
        ("postgresql://an:bi-mat@bi-mat@db/hoi", "mã hoá"),
        ("postgresql://an:bi-mat@db:cong/hoi", "mã hoá"),
        ("postgresql://an:bi-mat@db/hoi?khong=co", "mã hoá"),
        ("postgresql://an:bi-mat@[::1/hoi", "mã hoá"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_telling_the_password(
    address: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(BadSetting, match=reason) as refused:
        database_settings(tmp_path)

    assert "DATABASE_URL" in str(refused.value)
    assert "bi-mat" not in str(refused.value)


def test_a_named_database_that_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://an:bi-mat@/hoi?host={tmp_path}")
    connection = DatabaseWrapper(WHOLE | database_settings(tmp_path))

    with (
        pytest.raises(DatabaseUnavailable, match="Không nối được tới cơ sở dữ liệu “hoi”") as unavailable,
        django_db_blocker.unblock(),
    ):
        connection.ensure_connection()

    assert isinstance(unavailable.value, OperationalError)
    assert "bi-mat" not in str(unavailable.value)
