"""The page of a failure on our side. It shows the id under which the log keeps the reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import get_template

from khuyenhoc.interfaces.logs import request_id


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a context processor, since what failed may be what they stand on."""
    return HttpResponseServerError(get_template("500.html").render({"request_id": request_id()}))
