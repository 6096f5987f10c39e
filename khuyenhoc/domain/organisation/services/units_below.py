"""What becomes of the units below those that a reorganisation ends, said before it is applied."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khuyenhoc.domain.organisation.rules.book import Book, Entry, Plan
from khuyenhoc.foundation.values.catalogue import unit_kinds


def title(entry: Entry) -> str:
    return f"{unit_kinds()[entry.kind].label} {entry.name}"


_BELOW = {
    "merge": gettext_noop(
        "Units below %(units)s: %(count)s will keep name, registers and figures, and follow the heir from "
        "%(day)s on."
    ),
    "split": gettext_noop(
        "Units below %(units)s that are not placed in any part (%(count)s): %(left)s. From %(day)s on they "
        "show at the nearest whole unit above. Add a move row for each unit if you know its place."
    ),
    "dissolve": gettext_noop(
        "Units below %(units)s that will show at the nearest unit above from %(day)s on: %(count)s."
    ),
}
"""What becomes of the units below those an act ends, by the act."""


def units_below(drafted: Plan, book: Book) -> Sequence[str]:
    """
    What becomes of the units below those that end: with a merger they follow to the heir; below a cut unit
    the sheet has to place each of them.
    """
    on = drafted.effective_on
    below: dict[str, list[Entry]] = {}
    for entry in (entry for versions in book.entries.values() for entry in versions):
        if entry.parent and entry.validity.holds_on(on):
            below.setdefault(entry.parent, []).append(entry)
    sentences: list[str] = []
    for act, sentence in _BELOW.items():
        units = list(
            dict.fromkeys(pair.unit for pair in drafted.pairs if pair.act == act and pair.unit != pair.heir)
        )
        units = [unit for unit in units if below.get(unit)]
        left = [entry for unit in units for entry in below[unit]]
        if left:
            sentences.append(
                _(sentence)
                % {
                    "count": len(left),
                    "units": _listed(
                        [title(was) for unit in units if (was := book.standing(unit, on)) is not None]
                    ),
                    "left": _listed([title(entry) for entry in left]),
                    "day": f"{on:%d/%m/%Y}",
                }
            )
    return sentences


def _listed(titles: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(titles[:most])
    return (
        _("%(shown)s and %(others)s more") % {"shown": shown, "others": len(titles) - most}
        if len(titles) > most
        else shown
    )
