"""
Rows of a list against what is on record: in which chapter each belongs, who is already there, who might be.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from khuyenhoc.domain.people.rules.ground import Ground
from khuyenhoc.domain.people.sheets import Draft
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.vietnamese import search_key


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    """
    New, but an officer should check it: a record of the same name exists, or its chapter is not known. It is
    never merged automatically.
    """
    WRONG = "wrong"


HOME, ADMITTED = "home", "admitted"
"""
Changes beside those of fields: the record moves to the unit that carries its own on; the person becomes a
member.
"""


@dataclass(frozen=True, slots=True)
class Known:
    """
    A person or group on record, with the fields a list may change.

    `is_member`: whether a person is one on the day of the list; None for who was one before or will be later.
    True where it does not matter.
    """

    id: int
    place: UnitId
    name: str
    birth_year: int | None
    fields: Mapping[str, object]
    is_member: bool | None = True


@dataclass(frozen=True, slots=True)
class Matched:
    """
    What a row is. `known`: the record it is about (changed, same). `candidates`: records it may be about
    (doubtful). `twin`: the row of the same list it may repeat. `reason`: a sentence where one is needed;
    `changes` what it changes: fields, HOME, ADMITTED.
    """

    draft: Draft
    state: State
    place: UnitId
    known: Known | None = None
    candidates: tuple[Known, ...] = ()
    twin: int | None = None
    reason: str = ""
    changes: tuple[str, ...] = ()


_Identity = tuple[UnitId, str, int | None]


class Matcher:
    """
    Says what each row of a list is, in the rows' order.

    The same name and year of birth (or none on both sides) in the same place, through its lineage, is the
    same. A row that repeats another word for word is wrong, because the list does not tell them apart. A row
    that repeats only name, place and year is doubtful.

    :param fields: what of a record a list may change; a blank cell changes nothing
    """

    def __init__(self, *, ground: Ground, known: Iterable[Known], fields: Sequence[str]) -> None:
        self._ground = ground
        self._fields = fields
        self._exact: dict[_Identity, list[Known]] = {}
        self._alike: dict[tuple[UnitId, str], list[Known]] = {}
        self._rows: dict[_Identity, list[Draft]] = {}
        for record in known:
            identity = (ground.here(record.place), record.name.casefold(), record.birth_year)
            self._exact.setdefault(identity, []).append(record)
            self._alike.setdefault((ground.root(record.place), search_key(record.name)), []).append(record)

    def match(self, draft: Draft) -> Matched:
        placement = self._ground.find(draft.place, draft.commune)
        if placement.unit is None:
            return Matched(draft, State.WRONG, self._ground.unit, reason=placement.reason)
        identity = (self._ground.here(placement.unit), draft.name.casefold(), draft.birth_year)
        before = self._rows.setdefault(identity, [])
        twin = next((other for other in before if other.says_the_same_as(draft)), None)
        if twin is not None:
            reason = _(
                "Repeats row %(row)s. Leave one of the rows out; if they are two people or two "
                "families, add the year of birth."
            ) % {"row": twin.row}
            return Matched(draft, State.WRONG, placement.unit, reason=reason)
        record = self._taken(identity, draft)
        matched = (
            self._without_record(draft, placement.unit, placement.reason, before)
            if record is None
            else self._of(record, draft, placement.unit, placement.reason)
        )
        before.append(draft)
        return matched

    def _taken(self, identity: _Identity, draft: Draft) -> Known | None:
        """
        The record of an identity, one the row would not change before others. Taken once, for two rows are
        two records.
        """
        records = self._exact.get(identity)
        if not records:
            return None
        best = next((record for record in records if not self._changed(draft, record)), records[0])
        records.remove(best)
        return best

    def _of(self, record: Known, draft: Draft, place: UnitId, doubt: str) -> Matched:
        changes = self._changed(draft, record)
        if record.place != place and self._ground.here(record.place) != record.place:
            changes += (HOME,)
        if record.is_member is False:
            changes += (ADMITTED,)
        if record.is_member is None:
            doubt = _sentences(
                _(
                    "No longer a member; a list does not admit a member again. If the person has joined "
                    "again, open the person's page."
                ),
                doubt,
            )
        return Matched(
            draft, State.CHANGED if changes else State.SAME, place, record, reason=doubt, changes=changes
        )

    def _without_record(self, draft: Draft, place: UnitId, doubt: str, before: Sequence[Draft]) -> Matched:
        alike = self._alike.get((self._ground.root(place), draft.key), ())
        candidates = tuple(
            record for record in alike if self._may_be(record, self._ground.here(place), draft)
        )
        if not candidates and not before:
            return Matched(draft, State.DOUBTFUL if doubt else State.NEW, place, reason=doubt)
        alikes = [_on_record(candidate) for candidate in candidates[:3]]
        alikes += [_("row %(row)s") % {"row": row.row} for row in before[:1]]
        reason = _sentences(
            _(
                "May be the same as %(alikes)s. It is still stored as new; check it, so that nothing is on "
                "record twice."
            )
            % {"alikes": "; ".join(alikes)},
            doubt,
        )
        return Matched(
            draft,
            State.DOUBTFUL,
            place,
            candidates=candidates,
            twin=before[0].row if before else None,
            reason=reason,
        )

    def _may_be(self, record: Known, place: UnitId, draft: Draft) -> bool:
        """
        Of one name but for accents and in one commune: the same where both years of birth are known and
        equal; where a year is not known, in the same chapter, or where either's chapter is not known.
        """
        if draft.birth_year is not None and record.birth_year is not None:
            return draft.birth_year == record.birth_year
        here = self._ground.here(record.place)
        return here == place or self._ground.root(place) in (here, place)

    def _changed(self, draft: Draft, record: Known) -> tuple[str, ...]:
        return tuple(
            name
            for name in self._fields
            if (value := getattr(draft, name)) not in (None, "") and value != record.fields[name]
        )


def _on_record(candidate: Known) -> str:
    if candidate.birth_year:
        return _("%(name)s, born %(year)s, already on the register") % {
            "name": candidate.name,
            "year": candidate.birth_year,
        }
    return _("%(name)s, already on the register") % {"name": candidate.name}


def _sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
