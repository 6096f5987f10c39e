"""The key that signs sessions: from the environment, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(var: Path) -> str:
    """
    KHUYENHOC_SECRET_KEY, or the key kept in the data directory, made on first use and readable by its owner
    only.
    """
    given = os.environ.get("KHUYENHOC_SECRET_KEY")
    if given:
        return given
    kept = var / "secret-key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = var / f"secret-key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            os.link(
                fresh, kept
            )  # unlike a rename this never replaces a key another process made a moment ago
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text()
