"""What every act on the tree does: take it alone, and say afterwards that it is another."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection

from khuyenhoc.domain.organisation.models import TreeStamp
from khuyenhoc.domain.organisation.queries.trees import forget_the_stamp

_TREE_LOCK = 7_261_001
"""One hand on the tree at a time: concurrent edits wait, they never interleave."""


def take_the_tree() -> None:
    """Wait until no other act works on the tree; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
    forget_the_stamp()


def touch_the_tree() -> None:
    """
    What processes remember of the tree is out of date; called after the last change of an act, in its
    transaction.
    """
    TreeStamp.objects.update_or_create(pk=1, defaults={"value": uuid4()})
    forget_the_stamp()
