"""The small country; its chapter Xóm Nà Pò below the commune Đức Long is where titles are gone for."""

from __future__ import annotations

from tests.cast import cast

__all__ = ["cast"]
