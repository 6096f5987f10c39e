"""
Words shown to a user, for the pure stones: English in the source, in the user's language when shown.

The stones import no framework, so the wiring gives them the translator; without one the English text is
shown.
"""

from __future__ import annotations

from collections.abc import Callable

_translator: Callable[[str], str] = str


def translate_with(translator: Callable[[str], str]) -> None:
    """Use `translator` (English text → text in the active language) for every later call of `gettext`."""
    global _translator  # set once, while the platform starts
    _translator = translator


def gettext(msgid: str) -> str:
    """The text in the language that is active now, its placeholders (`%(name)s`) still to be filled."""
    return _translator(msgid)


def gettext_noop(msgid: str) -> str:
    """The text unchanged: marks a constant for the translators; `gettext` translates it when it is shown."""
    return msgid
