"""The small country, for the road of a sheet and its jobs."""

from tests.cast import cast

__all__ = ["cast"]
