"""Where the data files are: what the association decides, as files the code reads and never writes."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from khuyenhoc.foundation.values.wording import gettext as _

DATA = Path(__file__).resolve().parents[3] / "data"
PUBLISHED = "PUBLISHED.toml"


class BadDataFile(Exception):
    """A data file cannot be read, or says something the platform cannot follow."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(_("Data file %(file)s: %(reason)s") % {"file": file, "reason": reason})
        self.file = file
        self.reason = reason


def load_toml(relative: str) -> dict[str, Any]:
    """
    The tables of a data file, by its path below `data/`.

    :raises BadDataFile: it is not there, or is not TOML
    """
    try:
        return tomllib.loads((DATA / relative).read_text(encoding="utf-8"))
    except OSError as wrong:
        raise BadDataFile(
            relative, _("cannot be read. Install the platform again, or restore the file.")
        ) from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadDataFile(
            relative, _("is not correct TOML (%(wrong)s). Restore the file.") % {"wrong": wrong}
        ) from wrong


def fingerprint(relative: str) -> str:
    """The SHA-256 of a data file."""
    return hashlib.sha256((DATA / relative).read_bytes()).hexdigest()


def published_files_that_changed() -> list[str]:
    """A published file never changes: a correction is a new file. Those that did, or are gone."""
    published: dict[str, str] = load_toml(PUBLISHED)
    return [
        name for name, kept in published.items() if not (DATA / name).is_file() or fingerprint(name) != kept
    ]
