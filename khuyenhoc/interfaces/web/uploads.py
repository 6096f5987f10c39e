"""A bound on what is read from a stranger: looked at before a single byte of the body is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.values.mandates import Mandate

P = ParamSpec("P")

_ENVELOPE = 64 * 1024
"""What a form adds around its file."""


def bounded_upload(
    view: Callable[Concatenate[HttpRequest, Mandate, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Mandate, P], HttpResponseBase]:
    """
    Mark `request.is_too_large` instead of reading a body over the sheets' bound.

    The CSRF check reads the body, so it comes after the look at its length, never instead of it: a body that
    is too long is not used.
    """
    checked = csrf_protect(view)

    @wraps(view)
    def bounded(
        request: HttpRequest, mandate: Mandate, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        request.is_too_large = not length.isdigit() or int(length) > limits.FILE_BYTES + _ENVELOPE  # type: ignore[attr-defined]
        return (view if request.is_too_large else checked)(request, mandate, *args, **kwargs)  # type: ignore[attr-defined]

    return csrf_exempt(bounded)
