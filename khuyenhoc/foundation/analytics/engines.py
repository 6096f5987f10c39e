"""Which engine counts: the only place that reads the setting and knows engines apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from types import MappingProxyType

import ibis
from django.conf import settings

from khuyenhoc.foundation.values.wording import gettext as _


class EngineUnusable(Exception):
    """The engine named by the setting is unknown, or not installed; the message says what to do."""


@contextmanager
def at_work() -> Iterator[ibis.BaseBackend]:
    """
    The engine named by `KHUYENHOC_ENGINE`: DuckDB, in this process and in memory, unless the setting says
    otherwise. It reads Parquet files and answers Ibis expressions over them.

    :raises EngineUnusable: the platform does not know it, or it is not installed
    """
    name: str = settings.ANALYTICS_ENGINE
    if name not in _ENGINES:
        known = ", ".join(sorted(_ENGINES))
        raise EngineUnusable(
            _("KHUYENHOC_ENGINE=%(name)s: no such engine. Choose one of: %(known)s.")
            % {"name": name, "known": known}
        )
    with _ENGINES[name]() as backend:
        yield backend


def is_installed(package: str) -> bool:
    return find_spec(package) is not None


@contextmanager
def _duckdb() -> Iterator[ibis.BaseBackend]:
    backend = ibis.duckdb.connect()
    try:
        yield backend
    finally:
        backend.disconnect()


@contextmanager
def _spark() -> Iterator[ibis.BaseBackend]:
    """
    Spark in this process, or where its own settings (`spark-defaults.conf`) say. It stays up for the next
    count; a new session sees no table of another.
    """
    if not is_installed("pyspark"):
        raise EngineUnusable(
            _(
                "KHUYENHOC_ENGINE=pyspark: Spark is not installed. Install it with `make spark`, and Java 17 "
                "from Debian's package openjdk-17-jre-headless. Leave KHUYENHOC_ENGINE out to count with "
                "DuckDB."
            )
        )
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415 - installed only where it is asked for
    from pyspark.sql import SparkSession  # noqa: PLC0415

    try:
        session = (
            SparkSession.builder.appName("khuyenhoc")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "16")  # what is left to shuffle after counting is small
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
            .getOrCreate()
        )
    except PySparkRuntimeError as silent:
        raise EngineUnusable(
            _(
                "KHUYENHOC_ENGINE=pyspark: Spark did not start. It needs Java 17 (Debian's package "
                "openjdk-17-jre-headless), with JAVA_HOME naming it or `java` on the path."
            )
        ) from silent
    yield ibis.pyspark.connect(session.newSession())


_ENGINES: Mapping[str, Callable[[], AbstractContextManager[ibis.BaseBackend]]] = MappingProxyType(
    {"duckdb": _duckdb, "pyspark": _spark}
)
