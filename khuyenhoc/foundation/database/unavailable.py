"""The one way the database can fail to be there."""

from __future__ import annotations

from django.db.utils import OperationalError


class DatabaseUnavailable(OperationalError):
    """
    There is no database to work on; its text, in Vietnamese, names the place, the reason and the way out.
    """
