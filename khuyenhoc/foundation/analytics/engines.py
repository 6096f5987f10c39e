"""Which engine counts: the only place that reads the setting."""

from __future__ import annotations

import ibis
from django.conf import settings


def connect() -> ibis.BaseBackend:
    """
    The engine named by `KHUYENHOC_ENGINE`: DuckDB, in this process and in memory, unless the setting says
    otherwise.
    """
    backend: ibis.BaseBackend = getattr(ibis, settings.ANALYTICS_ENGINE).connect()
    return backend
