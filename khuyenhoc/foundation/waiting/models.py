"""Sheets that were handed in and not stored yet, the preview of each, and how far its storing is."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class DatedDecoder(json.JSONDecoder):
    """Reads back what `DjangoJSONEncoder` wrote: keys that end in `_on`, and `day_before`, hold days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, object_hook=_with_days, **kwargs)


def _with_days(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(value) if value and (key.endswith("_on") or key == "day_before") else value
        for key, value in values.items()
    }


class WaitingSheet(models.Model):
    """
    A sheet between its preview and the decision to store it. Only the account that handed it in sees it;
    after a day it is deleted.

    `kind` and `parameters` say what it is read as, for example a register with its unit and year. The file is
    read once: what it would do is kept in `counts` (state → rows of the file), `notices`, `part` (what a
    kind's own page shows beside its rows) and the rows, of which `listed` says how many a tab has. It is read
    again only in another `language`, or when what the preview `rests_on` has changed.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(db_default=Now())
    language = models.CharField(max_length=8, blank=True)
    rests_on = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    listed = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    part = models.JSONField(default=dict, encoder=DjangoJSONEncoder, decoder=DatedDecoder)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class WaitingRow(models.Model):
    """
    One row of a preview: its number in the file (0 where a fault has none), its state, what is shown of it,
    and the same without accents for searching.

    `place`: which of the rows of its state it is, from 0; `change`: which of those that change something, so
    that a page of either is read without the rows before it.
    """

    sheet = models.ForeignKey(WaitingSheet, on_delete=models.CASCADE, related_name="rows", db_index=False)
    state = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    change = models.PositiveIntegerField(null=True)
    cells = models.JSONField()
    search = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["sheet", "state", "place"], name="rows_of_a_state"),
            models.Index(fields=["sheet", "change"], name="rows_that_change_something"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number}"


class StoringState(models.TextChoices):
    STORING = "storing"
    STORED = "stored"
    REFUSED = "refused"
    FAILED = "failed"


class Storing(models.Model):
    """
    How far the storing of a waiting sheet is. It outlives the sheet by at most a day, so that a page that was
    left can be opened again.

    `choices`: what the account chose on the preview. `doing` and `rows` of `all_rows` say how far it is.
    `outcome`: where what was stored is shown, and sentences about it. `refusal`: why nothing was stored.
    `job`: the background job that stores it, empty where it is stored at once.
    """

    token = models.UUIDField(unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    choices = models.JSONField(default=dict)
    language = models.CharField(max_length=8)
    begun_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=StoringState, default=StoringState.STORING)
    doing = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)
    all_rows = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    outcome = models.JSONField(default=dict)
    job = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(refusal="") | Q(state__in=["refused", "failed"]),
                name="only_what_was_not_stored_has_a_refusal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_in_background(self) -> bool:
        return self.state == StoringState.STORING and self.job is not None
