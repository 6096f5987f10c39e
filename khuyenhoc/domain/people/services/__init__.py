"""Acts on accounts, posts and the registers."""

from khuyenhoc.domain.people.services.accounts import UnknownPost, appoint, open_account
from khuyenhoc.domain.people.services.correcting import (
    CannotCorrect,
    CannotEndGroup,
    correct_group,
    correct_person,
    end_group,
    resume_group,
)
from khuyenhoc.domain.people.services.officers import (
    CannotAppoint,
    CannotEndCommittee,
    CannotForm,
    CannotHandOver,
    CitedPaper,
    appoint_officer,
    end_committee,
    end_office,
    form_committee,
    hand_over,
)
from khuyenhoc.domain.people.services.refusals import Refused
from khuyenhoc.domain.people.services.registers import (
    LoadedRegister,
    Progress,
    RegisterTrial,
    load_register,
    try_register,
)
from khuyenhoc.domain.people.services.storing import SomethingRestsOnIt, undo_register
from khuyenhoc.domain.people.services.transferring import (
    CannotAdmit,
    CannotEndMembership,
    CannotTransfer,
    CannotUndoTransfer,
    admit,
    end_membership,
    last_transfer,
    transfer,
    undo_transfer,
)

__all__ = [
    "CannotAdmit",
    "CannotAppoint",
    "CannotCorrect",
    "CannotEndCommittee",
    "CannotEndGroup",
    "CannotEndMembership",
    "CannotForm",
    "CannotHandOver",
    "CannotTransfer",
    "CannotUndoTransfer",
    "CitedPaper",
    "LoadedRegister",
    "Progress",
    "Refused",
    "RegisterTrial",
    "SomethingRestsOnIt",
    "UnknownPost",
    "admit",
    "appoint",
    "appoint_officer",
    "correct_group",
    "correct_person",
    "end_committee",
    "end_group",
    "end_membership",
    "end_office",
    "form_committee",
    "hand_over",
    "last_transfer",
    "load_register",
    "open_account",
    "resume_group",
    "transfer",
    "try_register",
    "undo_register",
    "undo_transfer",
]
