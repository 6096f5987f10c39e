"""
A reorganisation says what was done to each unit; the kind of act is found for those on record.

Safe: the table holds a row for each unit that was ever reorganised, at most some ten thousand in a nation, so
the rewriting and the checks take seconds.
"""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def say_what_was_done(apps: Any, schema_editor: Any) -> None:
    """Reorganisations of before were written down beside units that a sheet had ended and founded: undoing them takes back their pairs alone."""
    succession = apps.get_model("organisation", "Succession")
    heirs = Counter(succession.objects.values_list("reorganisation_id", "unit_id"))
    rows: dict[int, list[dict[str, str]]] = {}
    for pair in succession.objects.select_related("unit", "heir").order_by("pk"):
        pair.act = "dissolve" if pair.heir is None else "split" if heirs[pair.reorganisation_id, pair.unit_id] > 1 else "merge"
        pair.save(update_fields=["act"])
        said = {"act": pair.act, "unit": pair.unit.key, "heir": pair.heir.key if pair.heir else "", "note": pair.note}
        rows.setdefault(pair.reorganisation_id, []).append({column: value for column, value in said.items() if value})
    for reorganisation in apps.get_model("organisation", "Reorganisation").objects.all():
        reorganisation.rows = rows.get(reorganisation.pk, [])
        reorganisation.changes = {"founded": [], "ended": [], "opened": [], "rewritten": []}
        reorganisation.save(update_fields=["rows", "changes"])


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("organisation", "0002_tree_stamp"),
    ]

    operations = [
        migrations.AddField("reorganisation", "rows", models.JSONField(default=list)),
        migrations.AddField("reorganisation", "changes", models.JSONField(default=dict)),
        migrations.AddField(
            "reorganisation", "applied_at", models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now), preserve_default=False
        ),
        migrations.AddField(
            "reorganisation",
            "applied_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            "succession",
            "act",
            models.CharField(choices=[("merge", "Merge"), ("split", "Split"), ("dissolve", "Dissolve")], default="merge", max_length=8),
            preserve_default=False,
        ),
        migrations.RunPython(say_what_was_done, migrations.RunPython.noop),
        migrations.RemoveConstraint("succession", "no_unit_succeeds_itself"),
        migrations.AddConstraint(
            "succession",
            models.CheckConstraint(
                condition=models.Q(
                    ("heir__isnull", True), models.Q(("heir", models.F("unit")), _negated=True), ("act", "split"), _connector="OR"
                ),
                name="only_a_cut_unit_succeeds_itself",
            ),
        ),
        migrations.AddConstraint(
            "succession",
            models.CheckConstraint(
                condition=models.Q(models.Q(("act", "merge"), _negated=True), ("heir__isnull", False), _connector="OR"),
                name="a_merged_unit_has_an_heir",
            ),
        ),
        migrations.AddConstraint(
            "succession",
            models.CheckConstraint(
                condition=models.Q(models.Q(("act", "dissolve"), _negated=True), ("heir__isnull", True), _connector="OR"),
                name="a_dissolved_unit_has_no_heir",
            ),
        ),
        migrations.CreateModel(
            name="WaitingReform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
    ]
