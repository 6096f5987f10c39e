"""A sheet of figures: what it would change, and its storing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.figures import services
from khuyenhoc.domain.figures.sheets import FIGURES as SHEET
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.waiting.road import WRONG, Outcome, Preview, PreviewRow
from khuyenhoc.interfaces.jobs.kinds.kind import HandedIn, SheetKind, Tell, refused_rows, wrong_rows


def _read(handed: HandedIn) -> Preview:
    trial = services.read_figure_sheet(
        mandate=handed.mandate, content=handed.content, file_name=handed.file_name
    )
    rows = [
        PreviewRow(
            change.state,
            change.number,
            [change.unit_name, change.label, change.period, change.before_text, change.after_text],
        )
        for change in trial.changes
    ]
    counts = {"new": trial.new, "changed": trial.changed, "same": trial.same}
    return Preview(
        {**counts, WRONG: refused_rows(trial.problems)},
        [*rows, *wrong_rows(trial.problems, SHEET)],
        trial.notices,
    )


def _store(handed: HandedIn, choices: Mapping[str, Any], tell: Tell) -> Outcome:
    sheet = services.load_figures(
        mandate=handed.mandate,
        content=handed.content,
        file_name=handed.file_name,
        sound_rows_only="sound_only" in choices,
    )
    return Outcome(sheet.pk)


FIGURES = SheetKind("figures", Action.REPORT, _read, _store, nothing=_("Nothing was stored."))
