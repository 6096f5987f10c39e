"""The meeting where the units of a cluster review the year, and what it concludes (rulebook section 5)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from khuyenhoc.domain.organisation.models import ClusterYear, Unit


class ReviewMeeting(models.Model):
    """The cluster's yearly giao ban."""

    class PartOfDay(models.TextChoices):
        MORNING = "morning"
        AFTERNOON = "afternoon"
        WHOLE_DAY = "whole_day"

    cluster_year = models.OneToOneField(ClusterYear, on_delete=models.PROTECT, related_name="meeting")
    held_on = models.DateField()
    part_of_day = models.CharField(max_length=12, choices=PartOfDay, default=PartOfDay.MORNING)
    place = models.CharField(max_length=300)
    purpose = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.cluster_year_id} {self.held_on:%Y-%m-%d}"


class Attendance(models.Model):
    """Who was there, as bodies and head counts; a number that was not written down stays empty."""

    meeting = models.ForeignKey(ReviewMeeting, on_delete=models.CASCADE, related_name="attendances")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=300, blank=True)
    people = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(body=""), name="an_attendance_says_who"
            ),
            models.UniqueConstraint(fields=["meeting", "unit"], name="a_unit_attends_a_meeting_once"),
        ]

    def __str__(self) -> str:
        return self.body or f"{self.unit_id}"


class AgendaItem(models.Model):
    meeting = models.ForeignKey(ReviewMeeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="one_agenda_item_a_position")
        ]

    def __str__(self) -> str:
        return self.text


class DiscussionEntry(models.Model):
    """One thing said: a result, an experience, a difficulty or a measure."""

    class Kind(models.TextChoices):
        RESULT = "result"
        EXPERIENCE = "experience"
        DIFFICULTY = "difficulty"
        MEASURE = "measure"

    meeting = models.ForeignKey(ReviewMeeting, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


class Task(models.Model):
    """
    A conclusion of the meeting that a member has to carry out by a day. `owner` None: every member of the
    cluster.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"

    meeting = models.ForeignKey(ReviewMeeting, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    def __str__(self) -> str:
        return self.text
