"""Acts on the tree of units."""

from khuyenhoc.domain.organisation.services.loading import UnitsLoaded, load_units
from khuyenhoc.domain.organisation.services.reforming import (
    PlannedAct,
    PlannedPair,
    ReformTrial,
    TreeHasChanged,
    UnitLabel,
    apply_reform,
    try_reform,
)
from khuyenhoc.domain.organisation.services.reversing import NoSuchReorganisation, SomethingRestsOnIt, reverse_reform, what_rests_on
from khuyenhoc.domain.organisation.services.tree_keeping import SheetNotSound
from khuyenhoc.domain.organisation.services.waiting import apply_waiting, discard_waiting, keep_waiting

__all__ = [
    "NoSuchReorganisation",
    "PlannedAct",
    "PlannedPair",
    "ReformTrial",
    "SheetNotSound",
    "SomethingRestsOnIt",
    "TreeHasChanged",
    "UnitLabel",
    "UnitsLoaded",
    "apply_reform",
    "apply_waiting",
    "discard_waiting",
    "keep_waiting",
    "load_units",
    "reverse_reform",
    "try_reform",
    "what_rests_on",
]
