"""A page of a list, its lines made ready to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page

T = TypeVar("T")


def with_lines(page: Page[Any], lines: Sequence[T]) -> Page[T]:
    """The same page of the same list, showing these lines."""
    shown: Page[T] = Page(lines, page.number, page.paginator)
    return shown
