"""Units and clusters through time, and the documents that change them."""

from khuyenhoc.domain.organisation.models.clusters import Cluster, ClusterMembership, ClusterYear
from khuyenhoc.domain.organisation.models.documents import Document, Reorganisation, Succession
from khuyenhoc.domain.organisation.models.units import TreeStamp, Unit, UnitVersion, UnitVersionQuerySet

__all__ = [
    "Cluster",
    "ClusterMembership",
    "ClusterYear",
    "Document",
    "Reorganisation",
    "Succession",
    "TreeStamp",
    "Unit",
    "UnitVersion",
    "UnitVersionQuerySet",
]
