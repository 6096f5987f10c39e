"""`khuyenhoc serve`."""

from __future__ import annotations

import argparse



def run(asked: argparse.Namespace) -> int:
    return serving.serve(port=asked.port)
