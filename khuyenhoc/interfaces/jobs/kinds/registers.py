"""A locality's list for a register: what it would change row by row, and its storing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.rules.matching import ADMITTED, HOME, Matched, State
from khuyenhoc.domain.people.sheets import REGISTERS as SHEETS
from khuyenhoc.foundation.values.mandates import Action, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.waiting.road import Outcome, Preview, PreviewRow, StoringRefused
from khuyenhoc.interfaces.jobs.kinds.kind import HandedIn, SheetKind, Tell, wrong_rows


def _list(handed: HandedIn) -> dict[str, Any]:
    """The list as the acts take it. `parameters`: register, key of the unit, year."""
    return {
        "mandate": handed.mandate,
        "kind": RegisterKind(handed.parameters["register"]),
        "unit": organisation.unit_by_key(handed.parameters["unit"]),
        "year": handed.parameters["year"],
        "content": handed.content,
        "file_name": handed.file_name,
    }


def _read(handed: HandedIn) -> Preview:
    trial = people.try_register(**_list(handed))
    places = {row.place for row in trial.rows} | {row.known.place for row in trial.rows if row.known}
    names = {
        unit: name.title for unit, name in organisation.names(list(places), on=handed.mandate.on).items()
    }
    rows = [
        PreviewRow(
            row.state.value,
            row.draft.row,
            [row.draft.name, str(row.draft.birth_year or ""), names.get(row.place, ""), _reason(row, names)],
        )
        for row in trial.rows
        if row.state is not State.WRONG  # the fault below says why
    ]
    sheet = SHEETS[RegisterKind(handed.parameters["register"])]
    return Preview(
        {state.value: trial.count(state) for state in State},
        [*rows, *wrong_rows(trial.problems, sheet)],
        trial.notices,
    )


def _reason(row: Matched, names: Mapping[UnitId, str]) -> str:
    reasons = [row.reason] if row.reason else []
    if row.known is not None:
        for name in row.changes:
            if name == HOME:
                reasons.append(_("moves here from %(unit)s") % {"unit": names.get(row.known.place, "")})
            elif name == ADMITTED:
                reasons.append(_("becomes a member"))
            else:
                label = {"size": _("size"), "sex": _("sex"), "phone": _("telephone")}[name]
                before = row.known.fields[name]
                reasons.append(
                    f"{label}: {'–' if before in (None, '') else before} → {getattr(row.draft, name)}"
                )
    return "; ".join(reasons)


def _store(handed: HandedIn, choices: Mapping[str, Any], tell: Tell) -> Outcome:
    try:
        loaded = learning.load_list(**_list(handed), progress=tell)
    except (learning.NoSetInForce, learning.StepClosed) as refused:
        raise StoringRefused(f"{_('Nothing was stored.')} {refused}") from refused
    sheet = loaded.sheet
    counts = {"new": grouped(sheet.new), "changed": grouped(sheet.changed), "same": grouped(sheet.same)}
    sentences = [_("Stored: %(new)s new, %(changed)s changed, %(same)s the same.") % counts]
    if loaded.registered is not None:
        words = _("Registered for the title of %(year)s: %(new)s new, %(already)s were registered already.")
        new, already = grouped(loaded.registered.new), grouped(loaded.registered.already)
        sentences.append(words % {"year": sheet.year, "new": new, "already": already})
    return Outcome(sheet.pk, sentences)


REGISTERS = SheetKind(
    "registers", Action.REGISTER, _read, _store, nothing=gettext_lazy("Nothing was stored.")
)
