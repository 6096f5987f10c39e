"""
The interface's words: gather them from code and templates, merge them into `locale/vi`, say what is untranslated or stale.

`python -m tools.messages` merges; `python -m tools.messages --check` changes nothing and fails when something is owed. It is done with Babel and
Django's own template reader, so that nobody needs the GNU gettext programs.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parents[1]
CATALOGUE = BASE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
INTERFACES = BASE / "khuyenhoc" / "interfaces"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip

Key = tuple[str, str, str]
"""Context, singular, plural; empty where there is none."""


def found() -> dict[Key, list[tuple[str, str]]]:
    """Every message of the interface, with the places that use it."""
    places: dict[Key, list[tuple[str, str]]] = {}
    for path in sorted((*INTERFACES.rglob("*.py"), *INTERFACES.rglob("*.html"), *INTERFACES.rglob("*.txt"))):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            blanked = templatize(source, origin=str(path))
            source = "\n".join(line.strip() for line in blanked.splitlines())  # Python's tokens mind indentation, a template does not
        for line, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            singular, plural = message if isinstance(message, tuple) else (message, "")
            if singular:
                places.setdefault((context or "", singular, plural), []).append((str(path.relative_to(BASE)), str(line)))
    return places


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def owed(catalogue: polib.POFile, wanted: dict[Key, list[tuple[str, str]]]) -> list[str]:
    """What stands between the catalogue and the interface, a line each."""
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [f"not in the catalogue: {singular!r} ({wanted[context, singular, plural][0][0]})" for context, singular, plural in wanted.keys() - known.keys()]
    lines += [f"stale: {singular!r}" for _, singular, _ in known.keys() - wanted.keys()]
    lines += [f"untranslated: {entry.msgid!r}" for key, entry in known.items() if key in wanted and not entry.translated()]
    return sorted(lines)


def merge(catalogue: polib.POFile, wanted: dict[Key, list[tuple[str, str]]]) -> polib.POFile:
    """The catalogue with every message of the interface and no other, translations kept."""
    known = {key_of(entry): entry for entry in sorted(catalogue, key=polib.POEntry.translated)}
    merged = polib.POFile(wrapwidth=120)
    merged.metadata = {
        "Project-Id-Version": "khuyenhoc",
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for context, singular, plural in sorted(wanted, key=lambda key: (key[1], key[0])):
        entry = known.get((context, singular, plural)) or known.get((context, singular, ""))
        kept = "" if entry is None else entry.msgstr or entry.msgstr_plural.get(0, "")
        fresh = polib.POEntry(msgid=singular, msgctxt=context or None, occurrences=[(file, "") for file in sorted({file for file, _ in wanted[context, singular, plural]})])
        if plural:
            fresh.msgid_plural, fresh.msgstr_plural = plural, {0: kept}
        else:
            fresh.msgstr = kept
        if "%(" in singular or "%s" in singular:
            fresh.flags.append("python-format")
        merged.append(fresh)
    return merged


def main() -> int:
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    wanted = found()
    if "--check" not in sys.argv:
        for extra in (argument for argument in sys.argv[1:] if argument.endswith(".po")):
            catalogue.extend(polib.pofile(extra))
        catalogue = merge(catalogue, wanted)
        catalogue.save(str(CATALOGUE))
    lines = owed(catalogue, wanted)
    print("\n".join(lines) if lines else "Every message has its Vietnamese.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
