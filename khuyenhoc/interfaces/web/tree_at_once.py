"""The tree of units as one request sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from khuyenhoc.domain.organisation.queries import one_look_at_the_tree


class OneLookAtTheTree:
    """Middleware: the stamp of the tree is read once a request, not at each question that needs a tree."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_look_at_the_tree():
            return self.get_response(request)
