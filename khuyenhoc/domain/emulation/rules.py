"""What must hold of a meeting and what it concludes (rulebook section 5)."""

from __future__ import annotations

from datetime import date


def due_after_the_meeting(due_on: date, held_on: date) -> bool:
    """A conclusion is for what follows: it cannot be due on or before the day it is drawn."""
    return due_on > held_on
