"""The small country; its chapter Xóm Nà Pò below the commune Đức Long is where people live."""

from tests.cast import cast

__all__ = ["cast"]
