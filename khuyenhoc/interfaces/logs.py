"""
What the platform reports of its own work, one line an event: slow and failed requests, jobs, loads.

A line holds numbers, stable codes and names from the code. It never holds the name or the telephone of a
person, a cell's text, a path, a query or the message of an exception, since each of these may quote a person.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Fact = int | float | str | None

_OURS = "khuyenhoc"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_FRAMES = 12
_request: ContextVar[str] = ContextVar("request", default="")
_log = logging.getLogger(__name__)


def request_id() -> str:
    """The id of the request being answered here; empty outside a request."""
    return _request.get()


def note(event: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """
    Report an event.

    :param event: words of the code, the same each time
    :param facts: counts, seconds, ids and stable codes; no text a person wrote
    """
    _log.log(level, event, extra={"facts": facts})


@contextmanager
def failures_alone() -> Iterator[None]:
    """Report failures alone meanwhile: a command asks for pages itself, and its user waits for them."""
    logger = logging.getLogger(_OURS)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def report_work() -> None:
    """
    For a process that serves: report each job and load, too. Any other command leaves stderr to the user who
    typed it, unless `KHUYENHOC_LOG` is set.
    """
    logging.getLogger(_OURS).setLevel(logging.INFO)


class RequestLog:
    """
    Give each request an id, the caller's own where it is well formed, and report what took long. A failed
    request is reported by Django, with the same facts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = _request.set(given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8))
        queries = _Queries()
        began = perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = self._get_response(request)
            response["X-Request-ID"] = request_id()
            seconds = perf_counter() - began
            if seconds * 1000 >= settings.SLOW_REQUEST_MS:
                note(
                    "slow request",
                    level=logging.WARNING,
                    **_facts_of_request(request, response.status_code),
                    seconds=round(seconds, 3),
                    queries=queries.count,
                )
        finally:
            _request.reset(token)
        return response


class _Queries:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


class JsonLines(logging.Formatter):
    """One JSON object a line, for a machine."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_facts_of(record), ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same facts for a person at a terminal; the frames of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts_of(record)
        frames = facts.pop("where", [])
        at, level, event = (facts.pop(name) for name in ("at", "level", "event"))
        rest = " ".join(f"{name}={value}" for name, value in facts.items() if value not in (None, ""))
        return "\n  ".join([f"{at} {level}: {event} {rest}".rstrip(), *frames])


def _facts_of(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": _event(record),
    }
    if request_id():
        facts["request"] = request_id()
    facts |= getattr(record, "facts", {})
    if isinstance(request := getattr(record, "request", None), HttpRequest):
        facts |= _facts_of_request(request, getattr(record, "status_code", None))
    if record.exc_info and record.exc_info[1] is not None:
        facts |= _facts_of_error(record.exc_info[1])
    return facts


def _event(record: logging.LogRecord) -> str:
    """Our own words; of a library's message only the text in its code, without what was put into it."""
    if record.name.split(".")[0] == _OURS or record.args:
        return str(record.msg)
    return f"{record.name} in {record.funcName}, line {record.lineno}"


def _facts_of_request(request: HttpRequest, status: int | None) -> dict[str, Fact]:
    account = getattr(request, "_cached_user", None)  # no query: only where the view asked for the account
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.view_name if match else "",
        "status": status,
        "account": account.pk if account is not None else None,
    }


def _facts_of_error(error: BaseException) -> dict[str, Any]:
    facts: dict[str, Any] = {"error": type(error).__name__, "where": _frames(error)}
    cause = error.__cause__ or error.__context__
    if cause is not None:
        facts["cause"] = type(cause).__name__
    if constraint := getattr(getattr(cause, "diag", None), "constraint_name", None):
        facts["constraint"] = constraint
    return facts


def _frames(error: BaseException) -> list[str]:
    return [
        f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    ]
