"""Figures as units stated them, the sheets they came in, kept counts of registers, chosen shares."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation.models import Cluster, Reorganisation, Unit


class FigureSheet(models.Model):
    """
    One act that stated figures: an exchange sheet that was stored, or counts of registers that a unit made
    its own word with one press. It keeps who did it and what it changed; only a sheet has a name and a
    SHA-256.
    """

    class Kind(models.TextChoices):
        SHEET = "sheet"
        REGISTERS = "registers"

    kind = models.CharField(max_length=9, choices=Kind, db_default=Kind.SHEET)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="registers", file_name="", sha256="") | (Q(kind="sheet") & ~Q(sha256="")),
                name="only_a_sheet_has_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.file_name or self.kind


class ReportedFigureQuerySet(models.QuerySet["ReportedFigure"]):
    def current(self) -> ReportedFigureQuerySet:
        return self.filter(replaced_by__isnull=True)


class ReportedFigure(models.Model):
    """
    A figure as a unit, or a cluster, reported it. Never changed: a later report replaces it and it stays
    readable (RULE-15).

    `rate` is the percentage as printed, with as many decimals as were printed (RULE-16). A figure comes from
    a row of a sheet, or from a kept count of the registers.
    """

    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="figures")
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT, related_name="figures")
    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=60)
    value = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=6, blank=True)
    total = models.BigIntegerField(null=True)
    rate = models.CharField(max_length=12, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    sheet = models.ForeignKey(FigureSheet, on_delete=models.PROTECT, related_name="figures")
    row = models.PositiveIntegerField(null=True)
    count = models.ForeignKey(
        "RegisterCount", null=True, on_delete=models.PROTECT, related_name="figures", db_index=False
    )
    base = models.BigIntegerField(null=True)
    """
    What the value is set against (`rules.base_of`): derived from all the unit states for the period, and kept
    so that sums need not derive it again (`queries.kept_sums`).
    """
    replaced_by = models.ForeignKey(FigureSheet, null=True, on_delete=models.PROTECT, related_name="replaced")

    objects = ReportedFigureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["period", "indicator"], name="figures_of_a_period"),
            models.Index(
                fields=["unit", "period"],
                condition=Q(replaced_by__isnull=True),
                name="current_figures_of_a_unit",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(cluster__isnull=True),
                name="a_figure_is_kept_for_a_unit_or_a_cluster",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(rate=""), name="a_figure_has_a_value_or_a_rate"
            ),
            models.CheckConstraint(
                condition=Q(row__isnull=True) ^ Q(count__isnull=True),
                name="a_figure_comes_from_a_row_or_a_count",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="a_figure_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0), name="a_total_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=["", "over", "nearly", "about"]), name="a_qualifier_is_a_known_word"
            ),
            models.UniqueConstraint(
                fields=["unit", "cluster", "period", "indicator"],
                condition=Q(replaced_by__isnull=True),
                nulls_distinct=False,
                name="one_current_figure_of_a_unit_period_and_indicator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id or self.cluster_id} {self.period} {self.indicator}"


class SplitShare(models.Model):
    """
    Somebody's choice to share out the figures kept at a cut unit alone, by weights with a source and a day.
    What comes of it is an estimate.
    """

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    indicators = models.JSONField()
    """Codes the choice is for; each may be shared by `data/crossing.toml`."""
    basis = models.CharField(max_length=120)
    """What the weights count: "dân số", "số hộ"."""
    source = models.CharField(max_length=300)
    counted_on = models.DateField()
    chosen_at = models.DateTimeField(auto_now_add=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("estimated split of figures")
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "unit"], name="one_share_of_a_cut_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.basis}"


class SplitWeight(models.Model):
    """The weight of one part of a cut unit."""

    share = models.ForeignKey(SplitShare, on_delete=models.CASCADE, related_name="weights")
    heir = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "heir"], name="one_weight_of_a_part")]

    def __str__(self) -> str:
        return f"{self.heir_id}: {self.weight}"


class RegisterCount(models.Model):
    """
    A figure counted from the registers and kept: which rows it counted, at which moment, and the code that
    stands for exactly those rows.

    `rows` are ids in rising order: memberships for members, registrations for titles. No name is kept here.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="register_counts")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=8)
    tree_on = models.DateField()
    """The day whose tree says which units lie below."""
    count = models.PositiveBigIntegerField()
    check_code = models.CharField(max_length=14)
    rows = ArrayField(models.BigIntegerField())
    counted_at = models.DateTimeField(db_default=Now())
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = gettext_lazy("kept count of the registers")
        indexes = [models.Index(fields=["unit", "period", "indicator"], name="counts_of_a_register_figure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(count=models.F("rows__len")), name="a_register_count_counts_its_rows"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.indicator}"


class RegisterTally(models.Model):
    """
    How many rows a unit itself keeps that count in an indicator and period (`organisation.countable`): the
    lowest counts, from which all sums of registers are made.
    """

    pk = models.CompositePrimaryKey("unit_id", "period", "indicator")
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=60)
    count = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.indicator}"


class UnitSum(models.Model):
    """
    What stands for a unit of the period's own tree where it states nothing itself: what the units below it
    state or, where they state nothing, what their registers count, and its own count.

    Kept so that a page need not add up a nation; `queries.kept_sums` keeps it right. A unit that is not in
    that tree has a row for its own figure; `spoken_by` then lists the units of the tree whose figure already
    speaks for it.
    """

    pk = models.CompositePrimaryKey("unit_id", "period", "indicator")
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=60)
    value = models.BigIntegerField(null=True)
    words = models.SmallIntegerField()
    """The qualifiers of the parts, a bit each (`queries.sums.WORDS`)."""
    base = models.BigIntegerField(null=True)
    parts = models.PositiveIntegerField()
    stated_parts = models.PositiveIntegerField()
    based_parts = models.PositiveIntegerField()
    """Parts that have a base; `base` is their sum."""
    counted = models.PositiveBigIntegerField()
    """The part of `value` that registers count and no unit states."""
    tally = models.PositiveBigIntegerField(null=True)
    """All that the registers count at the unit and below it, stated or not; None where they hold no row."""
    spoken_by = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} {self.indicator}"


class KeptPeriod(models.Model):
    """A period whose sums are kept, and the tree they were made in."""

    period = models.CharField(max_length=8, primary_key=True)
    tree_stamp = models.UUIDField(null=True)
    tree_mark = models.CharField(max_length=64)
    """
    SHA-256 of the period's own tree: an act that leaves this tree as it was leaves the sums as they are.
    """
    outsiders = ArrayField(models.BigIntegerField(), default=list)
    """The units outside that tree that have a figure of the period."""

    def __str__(self) -> str:
        return self.period


class StaleSum(models.Model):
    """
    A unit whose figures of a period, or whose registers (`period` empty), changed after its sums were made.

    Triggers of the database write it in the transaction of the change, whatever made the change.
    """

    unit_id = models.BigIntegerField()
    period = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"
