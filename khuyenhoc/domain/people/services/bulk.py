"""
Rows into and out of tables by the ten thousand: COPY in, one statement over arrays to change (measured six
times `bulk_create`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


@contextmanager
def without_search_for_cycles() -> Iterator[None]:
    """
    Rows by the hundred thousand hold no cycles; Python's looking through them for some took an eighth of a
    long list's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def reserved_ids(model: type[models.Model], count: int) -> list[int]:
    """Unused ids in order, reserved for the caller: rows can refer to one another before they are stored."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """
    Store rows of a model, values in the order of the columns; columns not named have the database's defaults.

    :raises IntegrityError: a row breaks a constraint; then none is stored
    """
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def change(
    model: type[models.Model], types: Mapping[str, str], rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """
    Set fields of many records at once. A field a row does not name keeps its value.

    :param types: column → its PostgreSQL type, for every column rows may name
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for column, kind in types.items():
            named = [(pk, values[column]) for pk, values in rows if column in values]
            if named:
                cursor.execute(
                    f"UPDATE {table} t SET {column} = u.value "  # noqa: S608
                    f"FROM unnest(%s::bigint[], %s::{kind}[]) AS u(id, value) WHERE t.id = u.id",
                    [[pk for pk, _ in named], [value for _, value in named]],
                )
