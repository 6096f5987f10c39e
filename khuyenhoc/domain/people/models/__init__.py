"""
Accounts, persons, what they belong to, and the sheets they came in. This room has a lock: personal data lives
here and nowhere else.
"""

from khuyenhoc.domain.people.kinds import RegisterKind, Sex
from khuyenhoc.domain.people.models.accounts import Account, PostHeld, Posting
from khuyenhoc.domain.people.models.doubts import Answer, PossibleDuplicate
from khuyenhoc.domain.people.models.groups import Group, GroupKind
from khuyenhoc.domain.people.models.officers import Committee, Office
from khuyenhoc.domain.people.models.persons import Membership, Person
from khuyenhoc.domain.people.models.sheets import RegisterSheet, RegisterSheetRow

__all__ = [
    "Account",
    "Answer",
    "Committee",
    "Group",
    "GroupKind",
    "Membership",
    "Office",
    "Person",
    "PossibleDuplicate",
    "PostHeld",
    "Posting",
    "RegisterKind",
    "RegisterSheet",
    "RegisterSheetRow",
    "Sex",
]
