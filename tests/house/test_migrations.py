"""
A migration runs while the platform is in use, on a nation's rows. What may lose data, rewrite a table or lock
it against writing says in the migration's docstring, after "Safe:", why it does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from operator import itemgetter

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

MAY_LOSE_OR_LOCK = (
    operations.AlterField,
    operations.DeleteModel,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.RunPython,
    operations.RunSQL,
)
LOCKS_NOTHING = (AddConstraintNotValid, AddIndexConcurrently)
LOCK_WHERE_ROWS_ARE = (operations.AddConstraint, operations.AddIndex, operations.AlterUniqueTogether)
OWN = {
    f"{app}.{name}": migration
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items(), key=itemgetter(0))
    if migration.__module__.startswith("khuyenhoc.")
}


def on_the_database(of: Sequence[Operation]) -> Iterator[Operation]:
    for operation in of:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from on_the_database(operation.database_operations)
        elif not isinstance(operation, LOCKS_NOTHING):
            yield operation


def doubtful(migration: Migration) -> list[str]:
    made_here: set[str] = set()
    found = []
    for operation in on_the_database(migration.operations):
        if isinstance(operation, operations.CreateModel):
            made_here.add(operation.name_lower)
        table = str(getattr(operation, "model_name", "")).lower()
        locks = isinstance(operation, LOCK_WHERE_ROWS_ARE) and table not in made_here
        if locks or (isinstance(operation, MAY_LOSE_OR_LOCK) and (not table or table not in made_here)):
            found.append(operation.describe())
    return found


@pytest.mark.parametrize("name", OWN)
def test_a_migration_that_may_lose_data_or_lock_a_table_says_why_it_is_safe(name: str) -> None:
    migration = OWN[name]

    reason = sys.modules[migration.__module__].__doc__ or ""

    assert "Safe:" in reason or doubtful(migration) == []
