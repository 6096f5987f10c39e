"""A reorganisations sheet: what its documents would do to the units, and their application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation import services
from khuyenhoc.domain.organisation.queries.trees import tree_stamp
from khuyenhoc.domain.organisation.sheets import REORGANISATIONS as SHEET
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.waiting.road import WRONG, Outcome, Preview, StoringRefused
from khuyenhoc.interfaces.jobs.kinds.kind import HandedIn, SheetKind, Tell, refused_rows, wrong_rows


def _read(handed: HandedIn) -> Preview:
    trial = services.try_reform(mandate=handed.mandate, content=handed.content, file_name=handed.file_name)
    to_apply = sum(not act.is_known for act in trial.acts)
    counts = {"new": to_apply, "same": len(trial.acts) - to_apply, WRONG: refused_rows(trial.problems)}
    return Preview(counts, wrong_rows(trial.problems, SHEET), trial=trial)


def _store(handed: HandedIn, choices: Mapping[str, Any], tell: Tell) -> Outcome:
    try:
        stamp = UUID(choices.get("stamp", ""))  # the tree of the preview the account saw
        applied = services.apply_reform(
            mandate=handed.mandate, content=handed.content, file_name=handed.file_name, stamp=stamp
        )
    except (ValueError, services.TreeHasChanged) as changed:
        raise StoringRefused(
            _(
                "Another user changed the units while you were looking, so nothing was applied. Below is "
                "the preview again: look at it, then apply."
            )
        ) from changed
    if not applied:
        return Outcome(None, [_("Everything in this sheet had been applied already. Nothing was changed.")])
    numbers = ", ".join(reform.document.number for reform in applied)
    words = _("Applied: %(documents)s. Every page shows the units as they are now.") % {"documents": numbers}
    return Outcome(applied[0].pk if len(applied) == 1 else None, [words])


REFORMS = SheetKind(
    "reforms",
    Action.ORGANISE,
    _read,
    _store,
    nothing=gettext_lazy("Nothing was applied."),
    rests_on=lambda: str(tree_stamp() or ""),
)
