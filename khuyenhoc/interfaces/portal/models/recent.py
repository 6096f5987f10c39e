"""Who was here just now, so that several processes count a reader once. Rows are swept after half an hour."""

from __future__ import annotations

from django.db import models


class ReaderSeen(models.Model):
    """When a visitor last opened a page of a site; `visitor` is a hash under the day's salt."""

    site_id = models.IntegerField()
    visitor = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site_id", "visitor"], name="one_row_of_a_reader_of_a_site")
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.seen_at:%H:%M}"


class PageOpened(models.Model):
    """When a visitor's last view of a page was counted."""

    site_id = models.IntegerField()
    page_id = models.IntegerField()
    visitor = models.BigIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site_id", "page_id", "visitor"], name="one_row_of_a_reader_of_a_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.opened_at:%H:%M}"
