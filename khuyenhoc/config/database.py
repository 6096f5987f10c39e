"""Which database the platform works on: the one DATABASE_URL names, or its own private server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from khuyenhoc.config import environment
from khuyenhoc.config.environment import BadSetting
from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable

__all__ = ["DatabaseUnavailable", "database_settings"]

_EXAMPLE = "postgresql://ten:mat-khau@may-chu:5432/khuyenhoc"
_UNREADABLE = (
    "Không đọc được biến môi trường DATABASE_URL. Ký tự đặc biệt trong mật khẩu phải mã hoá (@ là %40, / "
    "là %2F, : là %3A). "
    f"Viết theo dạng {_EXAMPLE}."
)


def database_settings(var: Path) -> dict[str, Any]:
    """
    Django's settings of the one database; nothing is started or asked here (`config.postgres` does, at the
    first connection).

    :param var: the directory of what the platform writes; the private server lives in its `postgres`
    :raises BadSetting: DATABASE_URL cannot be used
    """
    settings: dict[str, Any] = {
        "ENGINE": "khuyenhoc.foundation.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    address = environment.text("DATABASE_URL", "")
    if address:
        return settings | _named_by(address)
    return settings | {"NAME": "khuyenhoc", "USER": "khuyenhoc", "EMBEDDED_IN": str(var / "postgres")}


def _named_by(address: str) -> dict[str, Any]:
    """
    What DATABASE_URL says, read by libpq itself: what psql takes is taken. Messages never repeat it, it holds
    a password.
    """
    scheme, _, rest = address.partition("://")
    if scheme not in ("postgresql", "postgres") or not rest:
        raise BadSetting(
            "Biến môi trường DATABASE_URL không phải địa chỉ của một cơ sở dữ liệu PostgreSQL. "
            f"Viết theo dạng {_EXAMPLE}, hoặc bỏ biến này để dùng cơ sở dữ liệu đi kèm."
        )
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as wrong:
        raise BadSetting(_UNREADABLE) from wrong
    if "@" in str(parts.get("host", "")) or not re.fullmatch("[0-9,]*", str(parts.get("port", ""))):
        raise BadSetting(_UNREADABLE)  # libpq lets these through and would complain of an unknown host later
    name = parts.pop("dbname", None)
    if not name:
        raise BadSetting(
            f"Biến môi trường DATABASE_URL thiếu tên cơ sở dữ liệu ở cuối. Viết theo dạng {_EXAMPLE}."
        )
    return {
        "NAME": name,
        "USER": parts.pop("user", None) or "",
        "PASSWORD": parts.pop("password", None) or "",
        "HOST": parts.pop("host", None) or "",
        "PORT": str(parts.pop("port", None) or ""),
        "OPTIONS": parts,
    }
