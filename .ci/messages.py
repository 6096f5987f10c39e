"""
The words of the interface: from the sources into locale/*/LC_MESSAGES/django.po, without GNU gettext on the
machine.

`messages.py` adds new words, drops those nobody says any more and keeps every translation; `messages.py
--check` changes nothing and fails where a word is missing, untranslated, doubtful, no longer said, or
translated without its placeholders.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "khuyenhoc"
_LITERAL = r"""u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*\""""
_CALL_IN_TEMPLATE = re.compile(rf"\b(_|n?p?gettext)\(\s*((?:{_LITERAL})(?:\s*,\s*(?:{_LITERAL}))*)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")
_LAZY = re.compile(r"_(lazy|noop)$")
_MARKERS = frozenset({"gettext", "ngettext", "pgettext", "npgettext"})
_TRANSLATORS = {"django.utils.translation", "khuyenhoc.foundation.values.wording"}


class Word(NamedTuple):
    context: str | None
    text: str
    plural: str | None


def said_in_python(source: str) -> Iterator[Word]:
    """Calls of what the file imported from a module that translates, under any name."""
    tree = ast.parse(source)
    markers = {
        alias.asname or alias.name: _LAZY.sub("", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _TRANSLATORS
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = (
            markers.get(node.func.id)
            if isinstance(node.func, ast.Name)
            else _LAZY.sub("", getattr(node.func, "attr", ""))
        )
        texts = [
            part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if called in _MARKERS and texts:
            yield _word(called, texts)


def said_in_template(source: str, origin: str) -> Iterator[Word]:
    for marker, literals in _CALL_IN_TEMPLATE.findall(templatize(source, origin)):
        yield _word(marker, [ast.literal_eval(literal) for literal in re.findall(_LITERAL, literals)])


def _word(marker: str, texts: list[str]) -> Word:
    context = texts.pop(0) if "p" in marker.removesuffix("gettext") else None
    return Word(context, texts[0], texts[1] if "n" in marker.removesuffix("gettext") else None)


def words() -> dict[Word, list[str]]:
    """Every word, and the files that say it, in the order of the files."""
    said: dict[Word, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        name = str(path.relative_to(ROOT))
        found: Iterator[Word] = iter(())
        if path.suffix == ".py":
            found = said_in_python(path.read_text())
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found = said_in_template(path.read_text(), name)
        for word in found:
            files = said.setdefault(word, [])
            if name not in files:
                files.append(name)
    return said


def brought_up_to_date(catalogue: polib.POFile, said: dict[Word, list[str]]) -> polib.POFile:
    """The catalogue with exactly the words that are said, in their order; translations are kept."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = catalogue.metadata
    for word, files in said.items():
        entry = known.get((word.context, word.text)) or polib.POEntry(msgctxt=word.context, msgid=word.text)
        if word.plural is not None and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr_plural, entry.msgstr = word.plural, {0: entry.msgstr}, ""
        entry.occurrences = [(name, "") for name in files]
        if entry not in fresh:
            fresh.append(entry)
    return fresh


def faults(catalogue: polib.POFile, said: dict[Word, list[str]]) -> Iterator[str]:
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for word, files in said.items():
        entry = known.pop((word.context, word.text), None)
        if entry is None:
            yield f"missing ({files[0]}): {word.text}"
        elif entry.fuzzy or not entry.translated():
            yield f"untranslated ({files[0]}): {word.text}"
        else:
            for translation in entry.msgstr_plural.values() or [entry.msgstr]:
                wanted = {found.group() for found in _PLACEHOLDER.finditer(word.plural or word.text)}
                if {found.group() for found in _PLACEHOLDER.finditer(translation)} != wanted:
                    yield f"placeholders differ ({files[0]}): {word.text}"
    for _, text in known:
        yield f"no longer said: {text}"


def main() -> int:
    settings.configure(USE_I18N=False)  # templatize reads template tags, no settings of ours
    said = words()
    wrong = 0
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        catalogue = polib.pofile(str(path), wrapwidth=120)
        if "--check" not in sys.argv[1:]:
            brought_up_to_date(catalogue, said).save(str(path))
            continue
        for fault in faults(catalogue, said):
            print(f"{path.relative_to(ROOT)}: {fault}", file=sys.stderr)
            wrong += 1
    if wrong:
        print(f"{wrong} words to see to: run `make messages`, then translate.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
