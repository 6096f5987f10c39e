"""Questions about units, their trees and clusters."""

from khuyenhoc.domain.organisation.queries.answering import asked_back, units_called
from khuyenhoc.domain.organisation.queries.clusters import (
    NoSuchCluster,
    cluster_year,
    clusters_kept,
    may_run,
    may_see,
    member_names,
    members,
    require_to_keep,
    require_to_run,
    units_to_join,
    years_seen,
)
from khuyenhoc.domain.organisation.queries.reorganisations import (
    parents_given_by,
    reorganisation_of,
    reorganisations,
    reorganisations_by,
)
from khuyenhoc.domain.organisation.queries.trees import (
    boundary_events,
    cuts_seen,
    one_look_at_the_tree,
    through,
    tree,
    trees,
)
from khuyenhoc.domain.organisation.queries.units import (
    NoSuchUnit,
    UnitName,
    called_on,
    name_of,
    names,
    unit_by_key,
    versions_of,
    versions_on_record,
)

__all__ = [
    "NoSuchCluster",
    "NoSuchUnit",
    "UnitName",
    "asked_back",
    "boundary_events",
    "called_on",
    "cluster_year",
    "clusters_kept",
    "cuts_seen",
    "may_run",
    "may_see",
    "member_names",
    "members",
    "name_of",
    "names",
    "one_look_at_the_tree",
    "parents_given_by",
    "reorganisation_of",
    "reorganisations",
    "reorganisations_by",
    "require_to_keep",
    "require_to_run",
    "through",
    "tree",
    "trees",
    "unit_by_key",
    "units_called",
    "units_to_join",
    "versions_of",
    "versions_on_record",
    "years_seen",
]
