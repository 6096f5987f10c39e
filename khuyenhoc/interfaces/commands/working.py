"""`khuyenhoc work`: the worker of the background jobs, for where `khuyenhoc serve` does not run it."""

from __future__ import annotations

import argparse

from khuyenhoc.interfaces.commands.command_line import DONE
from khuyenhoc.interfaces.jobs import working


def run(asked: argparse.Namespace) -> int:
    if asked.with_parent:
        working.stop_with_the_parent()
    working.work()
    return DONE
