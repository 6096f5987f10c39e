"""
The states of a title in its year and the moves between them: one table that acts, pages and the diagram are
made from (rulebook section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
        return _LABELS[self]


_LABELS = {
    State.REGISTERED: "đã đăng ký",
    State.SELF_ASSESSED: "đã tự đánh giá",
    State.MET: "đã bình xét",
    State.VERIFIED: "đã thẩm định",
    State.RECOGNISED: "đã công nhận",
    State.FAILED: "không đạt",
    State.WITHDRAWN: "rút đăng ký",
    State.REVOKED: "thu hồi",
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
        return _ACT_LABELS[self]


_ACT_LABELS = {
    Act.REGISTER: "đăng ký",
    Act.SELF_ASSESS: "tự đánh giá",
    Act.AGREE: "bình xét: nhất trí",
    Act.TURN_DOWN: "bình xét: không nhất trí",
    Act.VERIFY: "thẩm định: đạt",
    Act.REJECT: "thẩm định: không đạt",
    Act.FAIL: "kết luận không đạt",
    Act.WITHDRAW: "rút đăng ký",
    Act.RECOGNISE: "công nhận",
    Act.RECOGNISE_UNREGISTERED: "công nhận khi chưa đăng ký",
    Act.REVOKE: "thu hồi",
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


def refusal(was: State, act: Act) -> str:
    """Why an act cannot be done in a state, and from which it can."""
    needed = [start.label for start, one in _BY_START if one is act and start is not None]
    return f"Đang ở bước “{was.label}”, chưa “{act.label}” được. Bước này làm khi: {', '.join(needed)}."


def as_markdown() -> str:
    """The table of moves as a page, with its diagram; `docs/states.md` is compared with it."""
    lines = [
        "# The life of a title",
        "",
        "Made from `khuyenhoc/domain/learning/states.py`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"    {one.was or '[*]'} --> {one.becomes}: {one.act}" for one in MOVES]
    lines += ["```", "", "| from | act | to | needs | tiếng Việt |", "| --- | --- | --- | --- | --- |"]
    lines += [
        (
            f"| {f'`{one.was}`' if one.was else ''} | `{one.act}` | `{one.becomes}` | `{one.action}` | "
            f"{one.act.label} → {one.becomes.label} |"
        )
        for one in MOVES
    ]
    return "\n".join([*lines, ""])
