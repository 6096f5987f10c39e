"""Acts on the tree of units."""

from khuyenhoc.domain.organisation.services.clusters import (
    ClusterKeyTaken,
    NotAMember,
    NotInBeing,
    StillOwing,
    found_cluster,
    set_cluster_year,
)
from khuyenhoc.domain.organisation.services.loading import UnitsLoaded, load_units
from khuyenhoc.domain.organisation.services.reforming import (
    PlannedAct,
    ReformTrial,
    TreeHasChanged,
    apply_reform,
    try_reform,
)
from khuyenhoc.domain.organisation.services.reversing import (
    NoSuchReorganisation,
    ReverseTrial,
    SomethingRestsOnIt,
    reverse_reform,
    try_reverse,
    what_follows,
    what_rests_on,
)

__all__ = [
    "ClusterKeyTaken",
    "NoSuchReorganisation",
    "NotAMember",
    "NotInBeing",
    "PlannedAct",
    "ReformTrial",
    "ReverseTrial",
    "SomethingRestsOnIt",
    "StillOwing",
    "TreeHasChanged",
    "UnitsLoaded",
    "apply_reform",
    "found_cluster",
    "load_units",
    "reverse_reform",
    "set_cluster_year",
    "try_reform",
    "try_reverse",
    "what_follows",
    "what_rests_on",
]
