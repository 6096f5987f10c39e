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
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.facts import Fact

_ASIDE = "taking-"
_BATCH = 65_536
"""Rows of a fact in memory at a time, and rows of a row group."""
_ARROW = {int: pa.int64(), str: pa.string(), bool: pa.bool_(), date: pa.date32()}


def take(facts: Iterable[Fact], *, reason: str, on: date) -> Snapshot:
    """
    Write each fact to one Parquet file and name the directory by the SHA-256 over all rows in their order;
    the same facts give the same snapshot. A snapshot taken by an earlier version keeps the name it was given.

    Files stand complete before anything points at them: they are written aside and moved into place in one
    step.
    """
    root: Path = settings.SNAPSHOTS
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=root))
    try:
        fingerprint = write(facts, aside)
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


def file_of(home: Path, fact: str) -> Path:
    """The Parquet file of a fact in a snapshot's directory."""
    return home / f"{fact}.parquet"


def write(facts: Iterable[Fact], home: Path, *, batch_size: int = _BATCH) -> str:
    """
    Write each fact's file into a directory, `batch_size` rows at a time in memory. Returns the fingerprint,
    which does not depend on the batch size.
    """
    digest = hashlib.sha256()
    for fact in sorted(facts, key=lambda fact: fact.name):
        _write(fact, file_of(home, fact.name), digest, batch_size)
    return digest.hexdigest()


def _write(fact: Fact, file: Path, digest: Any, batch_size: int) -> None:
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in fact.columns.items()])
    digest.update(repr((fact.name, *fact.columns)).encode())
    rows = iter(fact.rows())
    with pq.ParquetWriter(file, schema, compression="none") as writer:
        while batch := list(islice(rows, batch_size)):
            digest.update("".join(map(repr, batch)).encode())
            columns = zip(*batch, strict=True)
            arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema))
