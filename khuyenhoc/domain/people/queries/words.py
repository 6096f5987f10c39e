"""Words a user types to find a name."""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery

from khuyenhoc.foundation.values.vietnamese import search_key

_WORD = re.compile(r"[^\W_]+")


def words_of(search: str) -> SearchQuery | None:
    """
    Words or beginnings of words of a search key, without accents and with either tone placement; None where
    there is no word.
    """
    words = _WORD.findall(search_key(search))
    return (
        SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
        if words
        else None
    )
