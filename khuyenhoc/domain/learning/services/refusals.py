"""Why an act on titles is refused. Each says so in sentences a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Registration


class NoSetInForce(Exception):
    """No set of criteria, not even a template, held for the title on its day."""


class NotOnTheRegister(Exception):
    """A person or a group is not there, is of another kind than the title, or was no more in the year."""


class AlreadyRegistered(Exception):
    """The holder goes for this title in this year already."""


def on_sheet(registration: Registration, sentence: str) -> str:
    """The sentence after the code of the title's printed sheet, by which the user finds the title."""
    return _("Sheet %(code)s: %(sentence)s") % {"code": registration.paper_code, "sentence": sentence}


class NothingChosen(Exception):
    """An act on no title at all: a decision or a meeting without titles would be left on record."""

    def __init__(self) -> None:
        super().__init__(_("No title is chosen. Choose at least one row and try again."))


class RowsRefused(Exception):
    """
    Some of the titles of an act cannot make the move; nothing was done to any.

    `problems`: registration → sentences, each with its place, its reason and the way out.
    """

    def __init__(self, problems: Mapping[int, Iterable[str]]) -> None:
        self.problems = {pk: tuple(sentences) for pk, sentences in problems.items()}
        super().__init__(" ".join(sentence for sentences in self.problems.values() for sentence in sentences))


class NotSigned(Exception):
    """
    A decision lacks its number, day or signer, so it decides nothing (RULE-14). `problems`: field → sentence.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(problems.values()))


class DecisionDiffers(Exception):
    """A document of this number is on record with another day, signer or issuer. The text is a sentence."""


class SittingNotSound(Exception):
    """The meeting's own facts do not fit together. The text is a sentence."""


class CannotUndo(Exception):
    """Something rests on the step that would be taken back. The text is a sentence."""


class SetNotTried(Exception):
    """A set is adopted only after its trial was looked at. The text is a sentence."""


class SetAdopted(Exception):
    """An adopted set never changes; a correction is a new one. The text is a sentence."""
