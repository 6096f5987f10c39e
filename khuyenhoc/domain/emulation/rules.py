"""Who may run a cluster's year."""
from khuyenhoc.domain.emulation.models import ClusterYear
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId

def require_to_run(mandate: Mandate, action: Action, cluster_year: ClusterYear) -> None:
    leading = [cluster_year.cluster.unit_id, cluster_year.head_id, cluster_year.host_id]
    if not any(unit is not None and mandate.reaches(UnitId(unit)) for unit in leading):
        raise OutsideMandate(action, frozenset())
