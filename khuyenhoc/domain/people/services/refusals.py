"""Why something cannot be done to a person, a group or a committee."""

from __future__ import annotations


class Refused(Exception):
    """
    Nothing was changed; `reason` is a sentence for the person who asked, `field` what of the asked it is
    about.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
