"""
Numbers in running text. An editor writes `[[thach-an/org.chapters/2022/typed]]`, the page shows what the
issued pack says there.

Pure text: no page, no database. The key between the brackets is a key of `PackContent.sources`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from html import unescape

from khuyenhoc.domain.reporting.rules.content import Source

_REFERENCE = re.compile(r"\[\[\s*([^\[\]<>]*?)\s*\]\]")
_BROKEN = re.compile(r"\[\[|\]\]")
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"\d[\d.,]*\d")
_NOT_FIGURES = re.compile(
    # 9/11, 09/11/2022
    r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])\s*[/-]\s*(?:0?[1-9]|1[0-2])(?:\s*[/-]\s*\d{4})?(?![\d/])"
    r"|\d+(?:/\d{4})?/[A-ZĐ]+[\w-]*"  # 387/QĐ-TTg, 224/2026/NĐ-CP
    r"|(?<![\d.,])(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?(?![\d.,]*\d)"  # 2022, 2021–2030, 2021-25
    r"|\b(?:số|ngày|tháng|năm|điều|khoản|quý|khóa)\s+\d+(?![\d/.,]*\d)"
    r"|\b\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2})?\b",
    re.IGNORECASE,
)


def without_tags(html: str) -> str:
    """The words of rich text, blocks kept apart by a space."""
    return unescape(_TAG.sub(" ", html))


def keys_in(text: str) -> Sequence[str]:
    """The keys referred to, each once, in the order of the text."""
    return list(dict.fromkeys(_REFERENCE.findall(text)))


def has_loose_brackets(text: str) -> bool:
    """
    Whether a `[[` or `]]` stands without its other half: a reference that would be printed as it was typed.
    """
    return bool(_BROKEN.search(_REFERENCE.sub("", text)))


def near(key: str, known: Mapping[str, Source], *, at_most: int = 3) -> Sequence[str]:
    """Known keys that look like what was typed, the nearest first; failing that, some of the same unit."""
    close = get_close_matches(key, known, n=at_most, cutoff=0.6)
    unit = key.partition("/")[0]
    return close or [each for each in known if each.partition("/")[0] == unit][:at_most]


def replaced(html: str, put: Callable[[str], str]) -> str:
    """The text with every reference replaced by `put(key)`, which answers ready HTML."""
    return _REFERENCE.sub(lambda match: put(match.group(1)), html)


def as_words(text: str, sources: Mapping[str, Source]) -> str:
    """
    The text with every known reference as a reader sees it: for feeds, summaries and search. Unknown ones
    stay as typed.
    """
    return _REFERENCE.sub(
        lambda match: sources[match.group(1)].text if match.group(1) in sources else match.group(0), text
    )


def numbers_typed_by_hand(text: str, *, allowed: Collection[str] = ()) -> Sequence[str]:
    """
    Numbers of two digits and more that stand in the text itself and are no date, year, hour or document
    number, each once.

    A word to the editor of an article bound to a pack: it may be a figure without a source.
    """
    bare = _NOT_FIGURES.sub(" ", _REFERENCE.sub(" ", without_tags(text)))
    return [number for number in dict.fromkeys(_NUMBER.findall(bare)) if number not in allowed]
