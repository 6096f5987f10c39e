"""How often a page was read on a day: a number, and nothing about who read it."""

from __future__ import annotations

from django.db import models


class VisitDay(models.Model):
    """Views of one page of one site on one day, as `portal.visits` defines a view."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    views = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "site", "day"], name="one_count_of_a_page_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day:%Y-%m-%d}: {self.views}"
