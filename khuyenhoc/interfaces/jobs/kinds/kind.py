"""What the road of a sheet asks of each kind of sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.waiting.road import WRONG, Outcome, Preview, PreviewRow

Tell = Callable[[str, int], None]
"""Is told what is being done (reading, matching, storing) and how many rows of it are done."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A sheet as it was handed in, for the account of the mandate, read as its parameters say."""

    mandate: Mandate
    parameters: Mapping[str, Any]
    content: bytes
    file_name: str


@dataclass(frozen=True, slots=True)
class SheetKind:
    """
    One kind of sheet that may be handed in.

    `read` says what storing it would do, raises SheetRefused or OutsideMandate, and changes nothing.
    `store` stores it all or not at all, with what the account chose on the preview, and raises SheetRefused,
    SheetNotSound or StoringRefused. `rests_on` names what previews rest on now; one that rested on something
    else is read again. `nothing`: how the kind says that nothing was stored.
    """

    name: str
    action: Action
    read: Callable[[HandedIn], Preview]
    store: Callable[[HandedIn, Mapping[str, Any], Tell], Outcome]
    nothing: str | Promise
    rests_on: Callable[[], str] = str


def wrong_rows(problems: Sequence[Problem], sheet: SheetDefinition) -> list[PreviewRow]:
    """Faults as rows of a preview: a column is named by its heading, as people see it."""
    headings = {column.name: column.heading_vi for column in sheet.columns}
    return [
        PreviewRow(
            WRONG,
            problem.row or 0,
            [
                Problem(
                    problem.row, headings.get(problem.column or "", problem.column), problem.reason
                ).sentence
            ],
        )
        for problem in problems
    ]


def refused_rows(problems: Sequence[Problem]) -> int:
    """How many rows of the file have a fault."""
    return len({problem.row for problem in problems})
