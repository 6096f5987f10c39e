"""Whether the platform is well, for the operator of the machine."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

import khuyenhoc
from khuyenhoc.interfaces.web.access import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503; nothing a stranger could use."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database", "version": khuyenhoc.__version__}, status=503)
    return JsonResponse({"status": "ok", "version": khuyenhoc.__version__})
