"""Every address is guarded, open on purpose, or on the short reviewed list of what other packages bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

REVIEWED = {
    "wagtail_serve": "the public site's pages; a private page asks for its password itself",
    "wagtailcore_login": "walled up: an address of ours stands before it",
    "wagtailcore_authenticate_with_password": "asks for a private page's password",
    "wagtaildocs_serve": "documents of the public site; a private collection asks for its password itself",
    "wagtaildocs_authenticate_with_password": "asks for a private collection's password",
}


def routes(patterns: Sequence[URLPattern | URLResolver], above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def test_every_route_says_who_may_come_in() -> None:
    open_doors = [
        path
        for path, route in routes(get_resolver().url_patterns)
        if not hasattr(route.callback, "entrance") and route.name not in REVIEWED
    ]

    assert open_doors == []


def test_every_reviewed_route_is_still_there() -> None:
    names = {route.name for _, route in routes(get_resolver().url_patterns)}

    assert set(REVIEWED) - names == set()


def test_staff_work_is_never_public() -> None:
    public = [
        path
        for path, route in routes(get_resolver().url_patterns)
        if path.startswith("lam-viec/") and getattr(route.callback, "entrance", "") == "public"
    ]

    assert public == []


def test_every_page_of_the_editor_is_behind_the_gate() -> None:
    ungated = [
        path
        for path, route in routes(get_resolver().url_patterns)
        if path.startswith("bien-tap/")
        and path != "bien-tap/login/"
        and getattr(route.callback, "entrance", "") != "mandated:publish"
    ]

    assert ungated == []
