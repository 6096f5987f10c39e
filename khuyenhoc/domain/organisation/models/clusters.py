"""
Clusters of units compared each year (rulebook section 5). Membership, head and host are per year (RULE-28).
"""

from __future__ import annotations

from django.db import models

from khuyenhoc.domain.organisation.models.units import Unit


class Cluster(models.Model):
    """An emulation cluster, of the association of one unit."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="clusters")

    def __str__(self) -> str:
        return self.key


class ClusterYear(models.Model):
    """A cluster in one year. Head and host may be unknown: the record then says so."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    head = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "year"], name="one_cluster_year")]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.year}"


class ClusterMembership(models.Model):
    cluster_year = models.ForeignKey(ClusterYear, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cluster_memberships")
    position = models.PositiveSmallIntegerField(default=0)
    """The order in which the cluster's papers list its members."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster_year", "unit"], name="a_unit_is_once_in_a_cluster_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster_year_id} {self.unit_id}"
