"""
The command line as processes of its own, on a platform of its own: for tests that kill one, or start two at
once.
"""

import os
import subprocess
import sys
from pathlib import Path

KHUYENHOC = Path(sys.executable).with_name("khuyenhoc")


def command(home, *arguments):
    environment = {**os.environ, "KHUYENHOC_VAR": str(home / "var")}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [KHUYENHOC, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(home, *arguments):
    with command(home, *arguments) as started:
        out, err = started.communicate(
            timeout=600
        )  # what is waited for may be every migration, on a busy machine
        return started.returncode, out, err
