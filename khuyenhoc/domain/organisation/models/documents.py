"""Documents, what each did to the tree of units, and who carries whom on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from khuyenhoc.domain.organisation.models.units import Unit


class Document(models.Model):
    """A directive, decision or resolution that other records cite."""

    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "issuer"], name="one_document_of_a_number_and_issuer")
        ]

    def __str__(self) -> str:
        return self.number


class Reorganisation(models.Model):
    """
    What one document did to the tree on one day, as its sheet says it, and what has to be put back to undo
    it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reorganisations")
    effective_on = models.DateField()
    rows = models.JSONField(default=list)
    """The rows of the reorganisations sheet (product.md section 4), without day and document."""
    changes = models.JSONField(default=dict)
    """What was founded, ended, opened and rewritten (`services.writing.Changes`)."""
    applied_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "effective_on"], name="one_reorganisation_of_a_document_a_day"
            )
        ]

    @property
    def keys(self) -> frozenset[str]:
        """Every unit its rows name."""
        return frozenset(row[column] for row in self.rows for column in ("unit", "heir") if row.get(column))

    def __str__(self) -> str:
        return f"{self.document_id} {self.effective_on:%Y-%m-%d}"


class Succession(models.Model):
    """The unit that carries a unit's past on, whole after a merger, in part after a split; or none."""

    class Act(models.TextChoices):
        MERGE = "merge"
        SPLIT = "split"
        DISSOLVE = "dissolve"

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="successions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="heirs")
    heir = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="predecessors")
    act = models.CharField(max_length=8, choices=Act)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "unit", "heir"],
                name="one_succession_of_a_pair",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(heir__isnull=True) | ~Q(heir=F("unit")) | Q(act="split"),
                name="only_a_cut_unit_succeeds_itself",
            ),
            models.CheckConstraint(
                condition=~Q(act="merge") | Q(heir__isnull=False), name="a_merged_unit_has_an_heir"
            ),
            models.CheckConstraint(
                condition=~Q(act="dissolve") | Q(heir__isnull=True), name="a_dissolved_unit_has_no_heir"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id}"
