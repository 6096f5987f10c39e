"""The working platform of a study-promotion association."""

__version__ = "0.1.0"
