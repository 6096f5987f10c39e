"""What the page that says who is in a cluster shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.web.emulation.forms.membership import MembersForm

_MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Pick:
    """A unit that could join; `above` tells two of one name apart."""

    key: str
    title: str
    above: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    """
    `left_out` names last year's members that were no units in this one; `is_copied`: the list is that of an
    earlier year, not saved yet.
    """

    key: str
    name: str
    year: int
    is_new: bool
    is_copied: bool
    left_out: Sequence[str]
    form: MembersForm
    members: Sequence[Pick]
    found: Sequence[Pick]
    more: int


def members_page(
    cluster: Cluster,
    year: int,
    *,
    form: MembersForm,
    members: Sequence[UnitName],
    joinable: Mapping[UnitId, UnitName],
    query: str,
    is_new: bool,
    is_copied: bool,
    left_out: Sequence[str],
) -> MembersPage:
    """
    Without a search: the units right below the association that keeps the cluster, for it is mostly they who
    are compared.
    """
    chosen = {unit.key for unit in members}
    wanted = search_key(query)
    matches = [
        unit
        for unit in joinable.values()
        if unit.key not in chosen
        and (wanted in search_key(unit.full_name) if wanted else unit.parent == cluster.unit_id)
    ]
    above = {unit.parent for unit in (*members, *matches[:_MOST_FOUND]) if unit.parent is not None}
    names = organisation.names(sorted(above), on=date(year, 12, 31)) if above else {}

    def pick(unit: UnitName) -> Pick:
        return Pick(unit.key, unit.title, names[unit.parent].title if unit.parent is not None else "")

    return MembersPage(
        key=cluster.key,
        name=cluster.name,
        year=year,
        is_new=is_new,
        is_copied=is_copied,
        left_out=left_out,
        form=form,
        members=[pick(unit) for unit in members],
        found=[pick(unit) for unit in matches[:_MOST_FOUND]],
        more=max(0, len(matches) - _MOST_FOUND),
    )
