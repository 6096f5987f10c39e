"""Acts on accounts, posts and the registers."""

from khuyenhoc.domain.people.services.accounts import UnknownPost, appoint, open_account
from khuyenhoc.domain.people.services.registers import (
    LoadedRegister,
    Progress,
    RegisterTrial,
    SheetNotSound,
    load_register,
    try_register,
)
from khuyenhoc.domain.people.services.storing import SomethingRestsOnIt, undo_register
from khuyenhoc.domain.people.services.waiting import discard_waiting_register, keep_waiting_register

__all__ = [
    "LoadedRegister",
    "Progress",
    "RegisterTrial",
    "SheetNotSound",
    "SomethingRestsOnIt",
    "UnknownPost",
    "appoint",
    "discard_waiting_register",
    "keep_waiting_register",
    "load_register",
    "open_account",
    "try_register",
    "undo_register",
]
