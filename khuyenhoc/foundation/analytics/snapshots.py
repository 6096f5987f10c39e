"""
Immutable pictures of the facts, as Parquet: what was counted can be counted again, and nothing newer gets in.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.facts import Fact

_ASIDE = "taking-"
_ARROW = {int: pa.int64(), str: pa.string(), bool: pa.bool_(), date: pa.date32()}


def take(facts: Iterable[Fact], *, reason: str, on: date) -> Snapshot:
    """
    Write each fact to one Parquet file and name the directory by the SHA-256 over all rows; the same facts
    give the same snapshot.

    Files stand complete before anything points at them: they are written aside and moved into place in one
    step.
    """
    root: Path = settings.SNAPSHOTS
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
    try:
        digest = hashlib.sha256()
        for fact in sorted(facts, key=lambda fact: fact.name):
            table = _table(fact)
            digest.update(fact.name.encode())
            digest.update(repr(table.to_pydict()).encode())
            pq.write_table(table, aside / f"{fact.name}.parquet", compression="none")
        fingerprint = digest.hexdigest()
        home = root / fingerprint
        if not home.exists():
            aside.chmod(0o755)
            try:
                os.rename(aside, home)
            except OSError:  # another process has just put the same snapshot there
                if not home.exists():
                    raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Snapshot.objects.get_or_create(fingerprint=fingerprint, defaults={"reason": reason, "on": on})[0]


def _sweep(root: Path) -> None:
    """What a killed process left half written: nothing points at it, and no taking lasts an hour."""
    for left in root.glob(f"{_ASIDE}*"):
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)


def directory(snapshot: Snapshot) -> Path:
    """Where a snapshot's Parquet files are."""
    root: Path = settings.SNAPSHOTS
    return root / snapshot.fingerprint


def _table(fact: Fact) -> pa.Table:
    rows = list(fact.rows())
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fact.columns)
    arrays = [
        pa.array(column, type=_ARROW[kind])
        for column, kind in zip(columns, fact.columns.values(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=list(fact.columns))
