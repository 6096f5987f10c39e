"""`khuyenhoc work`: the worker of the background jobs, for where `khuyenhoc serve` does not run it."""

from __future__ import annotations

import argparse

from khuyenhoc.interfaces.commands.command_line import DONE
from khuyenhoc.interfaces.jobs import working
from khuyenhoc.interfaces.logs import report_work


def run(asked: argparse.Namespace) -> int:
    if asked.with_parent:
        working.stop_with_the_parent()
    report_work()
    working.work()
    return DONE
