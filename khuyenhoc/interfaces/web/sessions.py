"""
Sessions that end when an account has asked for nothing for a while, written at most once a minute and not at
every page.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

_KEPT_AS_IT_IS = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Sessions in the database; reading one whose end was set over a minute ago has its end set again."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        record: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]
        whole = timedelta(seconds=self.get_session_cookie_age())
        if record is not None and record.expire_date < timezone.now() + whole - _KEPT_AS_IT_IS:
            self.modified = True
        return record
