"""
The states of a title in its year and the moves between them: one table that acts, pages and the diagram are
made from (rulebook section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from khuyenhoc.foundation.values.mandates import Action


class State(StrEnum):
    """Where a registration stands. That a recognition has expired is said by the day, not by a state."""

    REGISTERED = "registered"
    SELF_ASSESSED = "self_assessed"
    MET = "met"
    VERIFIED = "verified"
    RECOGNISED = "recognised"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.REGISTERED: pgettext_lazy("state of a title", "registered"),
    State.SELF_ASSESSED: pgettext_lazy("state of a title", "self-assessed"),
    State.MET: pgettext_lazy("state of a title", "agreed by the meeting"),
    State.VERIFIED: pgettext_lazy("state of a title", "verified"),
    State.RECOGNISED: pgettext_lazy("state of a title", "recognised"),
    State.FAILED: pgettext_lazy("state of a title", "not reached"),
    State.WITHDRAWN: pgettext_lazy("state of a title", "withdrawn"),
    State.REVOKED: pgettext_lazy("state of a title", "revoked"),
}


class Act(StrEnum):
    """What moves a registration on."""

    REGISTER = "register"
    SELF_ASSESS = "self_assess"
    AGREE = "agree"
    """The meeting agreed."""
    TURN_DOWN = "turn_down"
    """The meeting did not."""
    VERIFY = "verify"
    REJECT = "reject"
    """The verification found that it does not hold."""
    FAIL = "fail"
    WITHDRAW = "withdraw"
    RECOGNISE = "recognise"
    RECOGNISE_UNREGISTERED = "recognise_unregistered"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        return str(_ACT_LABELS[self])


_ACT_LABELS = {
    Act.REGISTER: pgettext_lazy("step of a title", "register"),
    Act.SELF_ASSESS: pgettext_lazy("step of a title", "self-assess"),
    Act.AGREE: pgettext_lazy("step of a title", "meeting: agree"),
    Act.TURN_DOWN: pgettext_lazy("step of a title", "meeting: turn down"),
    Act.VERIFY: pgettext_lazy("step of a title", "verification: holds"),
    Act.REJECT: pgettext_lazy("step of a title", "verification: does not hold"),
    Act.FAIL: pgettext_lazy("step of a title", "decide against it"),
    Act.WITHDRAW: pgettext_lazy("step of a title", "withdraw"),
    Act.RECOGNISE: pgettext_lazy("step of a title", "recognise"),
    Act.RECOGNISE_UNREGISTERED: pgettext_lazy("step of a title", "recognise without a registration"),
    Act.REVOKE: pgettext_lazy("step of a title", "revoke"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """`was` None: there was no registration yet."""

    was: State | None
    act: Act
    becomes: State
    action: Action
    """What a post must entitle to for this move, and for taking it back."""


MOVES: tuple[Move, ...] = (
    Move(None, Act.REGISTER, State.REGISTERED, Action.REGISTER),
    Move(State.REGISTERED, Act.SELF_ASSESS, State.SELF_ASSESSED, Action.ASSESS),
    Move(State.SELF_ASSESSED, Act.SELF_ASSESS, State.SELF_ASSESSED, Action.ASSESS),
    Move(State.SELF_ASSESSED, Act.AGREE, State.MET, Action.ASSESS),
    Move(State.SELF_ASSESSED, Act.TURN_DOWN, State.FAILED, Action.ASSESS),
    Move(State.MET, Act.VERIFY, State.VERIFIED, Action.VERIFY),
    Move(State.VERIFIED, Act.VERIFY, State.VERIFIED, Action.VERIFY),
    Move(State.MET, Act.REJECT, State.FAILED, Action.VERIFY),
    Move(State.VERIFIED, Act.REJECT, State.FAILED, Action.VERIFY),
    Move(State.VERIFIED, Act.RECOGNISE, State.RECOGNISED, Action.DECIDE),
    Move(None, Act.RECOGNISE_UNREGISTERED, State.RECOGNISED, Action.DECIDE),
    Move(State.VERIFIED, Act.FAIL, State.FAILED, Action.DECIDE),
    Move(State.REGISTERED, Act.WITHDRAW, State.WITHDRAWN, Action.REGISTER),
    Move(State.SELF_ASSESSED, Act.WITHDRAW, State.WITHDRAWN, Action.REGISTER),
    Move(State.MET, Act.WITHDRAW, State.WITHDRAWN, Action.REGISTER),
    Move(State.VERIFIED, Act.WITHDRAW, State.WITHDRAWN, Action.REGISTER),
    Move(State.RECOGNISED, Act.REVOKE, State.REVOKED, Action.DECIDE),
)

_BY_START = {(move.was, move.act): move for move in MOVES}
ACTION_OF = {move.act: move.action for move in MOVES}
OPEN = frozenset({State.REGISTERED, State.SELF_ASSESSED, State.MET, State.VERIFIED})
"""States in which a title of the year is still to be decided."""


def move(was: State | None, act: Act) -> Move | None:
    """The move an act makes from a state; None where the table allows none."""
    return _BY_START.get((was, act))


DEFAULT_REASON = {
    Act.WITHDRAW: "không ghi lý do",
    Act.FAIL: "không ghi lý do",
    Act.TURN_DOWN: "cuộc họp không nhất trí",
    Act.REJECT: "thẩm định không đạt",
    Act.REVOKE: "theo quyết định thu hồi",
}
"""What is stored as the reason of a step where the officer wrote none: a title ends for a reason only."""

_REASON_LABELS = {
    "không ghi lý do": gettext_lazy("no reason given"),
    "cuộc họp không nhất trí": gettext_lazy("the meeting did not agree"),
    "thẩm định không đạt": gettext_lazy("the verification found that it does not hold"),
    "theo quyết định thu hồi": gettext_lazy("by the decision that revokes it"),
}


def reason_label(reason: str) -> str:
    """
    A stored reason as a page shows it: a default reason in the language of the page, an officer's own as it
    is written.
    """
    return str(_REASON_LABELS.get(reason, reason))


def refusal(was: State, act: Act) -> str:
    """A sentence that says why an act cannot be done in a state, and in which states it can."""
    needed = [start.label for start, possible in _BY_START if possible is act and start is not None]
    return _("It is at “%(state)s”, where “%(act)s” is not possible. It is possible at: %(states)s.") % {
        "state": was.label,
        "act": act.label,
        "states": ", ".join(needed),
    }


def as_markdown() -> str:
    """The table of moves as a page with its diagram. `docs/states.md` is compared with it."""
    lines = [
        "# The life of a title",
        "",
        "Made from `khuyenhoc/domain/learning/states.py`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"    {move.was or '[*]'} --> {move.becomes}: {move.act}" for move in MOVES]
    lines += [
        "```",
        "",
        "| from | act | to | needs | English | tiếng Việt |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        (
            f"| {f'`{move.was}`' if move.was else ''} | `{move.act}` | `{move.becomes}` | `{move.action}` | "
            f"{_in('en', move)} | {_in('vi', move)} |"
        )
        for move in MOVES
    ]
    return "\n".join([*lines, ""])


def _in(language: str, move: Move) -> str:
    """What a move is called in a language: "verification: holds → verified"."""
    with override(language):
        return f"{move.act.label} → {move.becomes.label}"
