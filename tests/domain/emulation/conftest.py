"""The small country, where the old district heads and hosts the cluster of 2022."""

from __future__ import annotations

from tests.cast import cast

__all__ = ["cast"]
