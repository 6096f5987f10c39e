"""
The operating-system account the private server runs under.

PostgreSQL refuses to run as root. Started by root it therefore runs as the owner of its data, or for new data
as a system account of its own. A checkout under a closed home such as /root is out of that account's reach;
rather than opening directories to every account, the server process is then lent one Linux capability
that lets it pass them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable

_SYSTEM_ACCOUNT = "pgserver"
_CAPABILITIES = (
    "dac_read_search",
    "dac_override",
)  # the weaker first; containers usually have the second only
_IS_IN_REACH = '"$1/bin/postgres" --version && test -r "$1/share/postgresql/postgres.bki" && cd "$2"'
_USERADD = (
    "useradd",
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/bin/false",
)
_SECONDS = 90


@dataclass(frozen=True)
class Account:
    """Who the server is: ids of user and group, and the capability root lends it ("" for none)."""

    uid: int
    gid: int
    capability: str = ""

    def run(
        self, command: Sequence[str | Path], *, within: Path, said: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """
        Run one of PostgreSQL's programs as this account, in a directory, with an environment free of what
        would change its behaviour.

        :param said: what the program reads
        :raises subprocess.TimeoutExpired: after 90 seconds
        """
        argv = [str(part) for part in command]
        other = os.geteuid() != self.uid
        if self.capability:
            # access(2), which PostgreSQL asks about its own programs, ignores capabilities unless
            # no_setuid_fixup is set.
            argv = [
                *(
                    "setpriv",
                    f"--reuid={self.uid}",
                    f"--regid={self.gid}",
                    "--clear-groups",
                    "--securebits=+no_setuid_fixup",
                ),
                *(
                    f"--{kind}=-all,+{self.capability}"
                    for kind in ("inh-caps", "ambient-caps", "bounding-set")
                ),
                *argv,
            ]
            other = False
        return subprocess.run(  # noqa: S603 - the programs of the wheel and setpriv, with arguments of ours
            argv,
            cwd=within,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            input=said,
            text=True,
            errors="replace",
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )


def account_for(data: Path, programs: Path) -> Account:
    """
    Whom the server of this data directory runs as.

    :param data: the data directory, there already or not; its parent is
    :raises DatabaseUnavailable: the data belongs to another account, or no account but root can reach it
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise DatabaseUnavailable(
                f"Thư mục dữ liệu {data} thuộc về người dùng “{_name_of(owner.st_uid)}”, không phải người "
                "đang chạy lệnh. "
                "Chạy lại bằng người dùng ấy, hoặc đặt biến KHUYENHOC_VAR tới một thư mục khác."
            )
        return Account(os.geteuid(), os.getegid())
    if owner is not None and owner.st_uid == 0:
        raise DatabaseUnavailable(
            f"Thư mục dữ liệu {data} thuộc về root, mà PostgreSQL không chạy dưới quyền root. "
            f"Trao lại thư mục: chown -R {_system_account().pw_name}: '{data}', rồi chạy lại."
        )
    if owner is not None:
        return _reaching(Account(owner.st_uid, owner.st_gid), data.parent, programs)
    entry = _system_account()
    return _reaching(Account(entry.pw_uid, entry.pw_gid), data.parent, programs)


def _reaching(plain: Account, place: Path, programs: Path) -> Account:
    for capability in ("", *_CAPABILITIES):
        account = Account(plain.uid, plain.gid, capability)
        if capability and shutil.which("setpriv") is None:
            break
        if (
            account.run(("/bin/sh", "-c", _IS_IN_REACH, "sh", programs, place), within=Path("/")).returncode
            == 0
        ):
            return account
    raise DatabaseUnavailable(
        f"PostgreSQL không chạy dưới quyền root, mà người dùng “{_name_of(plain.uid)}” của nó không vào "
        f"được {place} hoặc {programs}. "
        "Chuyển mã nguồn ra ngoài thư mục nhà của root (ví dụ /opt/khuyenhoc), hoặc chạy lệnh bằng một "
        "người dùng thường."
    )


def _system_account() -> pwd.struct_passwd:
    """
    The system account made for this purpose, made now if need be; else the account called “nobody”.
    """
    if (entry := _entry(_SYSTEM_ACCOUNT)) is None:
        with suppress(FileNotFoundError):
            search = {"PATH": f"{os.defpath}:/usr/sbin:/sbin"}
            subprocess.run((*_USERADD, _SYSTEM_ACCOUNT), env=search, check=False, capture_output=True)  # noqa: S603 - a fixed command
        entry = _entry(_SYSTEM_ACCOUNT)
    return entry or pwd.getpwnam("nobody")


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
