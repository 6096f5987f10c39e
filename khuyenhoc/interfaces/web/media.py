"""Pictures of the public site."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from khuyenhoc.interfaces.web.access import public

_A_DAY = 24 * 60 * 60


@public
def picture(request: HttpRequest, *, path: str) -> HttpResponseBase:
    """
    A rendition Wagtail made. Never an original: its hidden data tell where a child was standing when the
    picture was taken.
    """
    answer = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / "images"))
    answer["Cache-Control"] = f"public, max-age={_A_DAY}"
    return answer
