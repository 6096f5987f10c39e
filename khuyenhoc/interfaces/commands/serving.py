"""`khuyenhoc serve`."""

from __future__ import annotations

import argparse

from khuyenhoc.config import serving


def run(asked: argparse.Namespace) -> int:
    return serve(port=asked.port)


def serve(*, port: int) -> int:
    return serving.serve(port=port)
