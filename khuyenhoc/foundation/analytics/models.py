from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """An immutable directory of Parquet files, one a fact, named by the SHA-256 over all of them."""

    fingerprint = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=200)
    on = models.DateField()
    taken_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.fingerprint
