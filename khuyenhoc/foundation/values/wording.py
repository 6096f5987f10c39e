"""
Words shown to a user, for the pure stones: English in the source, in the user's language when shown.

The stones import no framework, so the wiring gives them the translator; without one the English text is
shown.
"""

from __future__ import annotations

from collections.abc import Callable


def _english() -> str | None:
    return "en"


_translator: Callable[[str], str] = str
_language: Callable[[], str | None] = _english


def translate_with(translator: Callable[[str], str], language: Callable[[], str | None]) -> None:
    """Use `translator` (English text → text in the active language) and `language` (its code) from now on."""
    global _translator, _language
    _translator, _language = translator, language


def gettext(msgid: str) -> str:
    """The text in the language that is active now, its placeholders (`%(name)s`) still to be filled."""
    return _translator(msgid)


def gettext_noop(msgid: str) -> str:
    """The text unchanged: marks a constant for the translators; `gettext` translates it when it is shown."""
    return msgid


def is_english() -> bool:
    """Whether the active language is English; every other language of the platform is Vietnamese."""
    return _language() == "en"
