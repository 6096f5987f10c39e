"""Acts on titles."""

from khuyenhoc.domain.learning.queries.lists import NoSuchRegistration
from khuyenhoc.domain.learning.rules.deadlines import StepClosed
from khuyenhoc.domain.learning.services.assessing import (
    Assessed,
    MarkedSheet,
    Verdict,
    hold_meeting,
    self_assess,
    self_assess_many,
)
from khuyenhoc.domain.learning.services.deciding import Decided, decide, fail, recognise_unregistered, revoke
from khuyenhoc.domain.learning.services.judging import NoSetOfItsOwn
from khuyenhoc.domain.learning.services.lists import LoadedList, load_list, take_back_list
from khuyenhoc.domain.learning.services.merging import merge
from khuyenhoc.domain.learning.services.own_sets import adopt_own_set, enter_own_set, try_own_set
from khuyenhoc.domain.learning.services.paper_counts import CountsRefused, HandCount, count_papers
from khuyenhoc.domain.learning.services.refusals import (
    AlreadyRegistered,
    CannotUndo,
    DecisionDiffers,
    NoSetInForce,
    NothingChosen,
    NotOnTheRegister,
    NotSigned,
    RowsRefused,
    SetAdopted,
    SetNotTried,
    SittingNotSound,
)
from khuyenhoc.domain.learning.services.registering import (
    Registered,
    register,
    register_again,
    register_many,
    withdraw,
)
from khuyenhoc.domain.learning.services.reversing import undo_last, unregister_sheet
from khuyenhoc.domain.learning.services.signing import SignedDecision
from khuyenhoc.domain.learning.services.verifying import Finding, verify
from khuyenhoc.foundation.criteria.scoring import CannotRecognise, MarksNotSound

__all__ = [
    "AlreadyRegistered",
    "Assessed",
    "CannotRecognise",
    "CannotUndo",
    "CountsRefused",
    "Decided",
    "DecisionDiffers",
    "Finding",
    "HandCount",
    "LoadedList",
    "MarkedSheet",
    "MarksNotSound",
    "NoSetInForce",
    "NoSetOfItsOwn",
    "NoSuchRegistration",
    "NotOnTheRegister",
    "NotSigned",
    "NothingChosen",
    "Registered",
    "RowsRefused",
    "SetAdopted",
    "SetNotTried",
    "SignedDecision",
    "SittingNotSound",
    "StepClosed",
    "Verdict",
    "adopt_own_set",
    "count_papers",
    "decide",
    "enter_own_set",
    "fail",
    "hold_meeting",
    "load_list",
    "merge",
    "recognise_unregistered",
    "register",
    "register_again",
    "register_many",
    "revoke",
    "self_assess",
    "self_assess_many",
    "take_back_list",
    "try_own_set",
    "undo_last",
    "unregister_sheet",
    "verify",
    "withdraw",
]
