"""Opening a zip that was handed in: every bound is checked before a byte is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
)
"""What `zipfile` raises on a file that is not a sound zip."""

_END = b"PK\x05\x06"
_END_BYTES = 22
_LOCATOR_64 = b"PK\x06\x07"
_LOCATOR_BYTES = 20


def broken() -> SheetRefused:
    return SheetRefused(
        _(
            "The file is damaged or was not uploaded whole. Open it in Excel, save it as a new file, then "
            "load it again."
        )
    )


def protected() -> SheetRefused:
    return SheetRefused(
        _(
            "The file has a password, so it cannot be read. Remove the password (File › Info › Protect), "
            "then load it again."
        )
    )


def too_large() -> SheetRefused:
    return SheetRefused(
        _(
            "This spreadsheet unpacks to too much (the limit is %(megabytes)s MB). Copy only the figures "
            "into a new file, or save it as CSV UTF-8, then load it again."
        )
        % {"megabytes": limits.UNPACKED_BYTES // limits.MEGABYTE}
    )


class Archive:
    """
    The parts of a zip, by name.

    :raises SheetRefused: it is broken, protected, or would become too large
    """

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise broken() from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        self._check_parts()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def open(self, name: str) -> IO[bytes]:
        if name not in self._parts:
            raise broken()
        if self._parts[name].file_size > limits.PART_BYTES:
            raise too_large()
        try:
            return self._zip.open(name)
        except UNREADABLE as error:
            raise broken() from error

    def _check_parts(self) -> None:
        parts = self._zip.infolist()
        if len(parts) > limits.PARTS:
            raise too_large()
        if len(self._parts) < len(parts):
            raise broken()
        if any(part.flag_bits & 0x1 for part in parts):
            raise protected()
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise broken()
        if sum(part.file_size for part in parts) > limits.UNPACKED_BYTES:
            raise too_large()
        if any(
            part.file_size > max(limits.MEGABYTE, part.compress_size * limits.UNPACKED_RATIO)
            for part in parts
        ):
            raise too_large()


def _check_directory(file: IO[bytes]) -> None:
    """
    `zipfile` reads the whole directory before it can be counted: a small file can claim a million parts.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - 0xFFFF - _LOCATOR_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise broken()
    # A zip of 64-bit sizes states the directory's elsewhere; no spreadsheet under 50 MB needs that.
    if tail[max(0, at - _LOCATOR_BYTES) : at].startswith(_LOCATOR_64):
        raise broken()
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    if directory_bytes > limits.DIRECTORY_BYTES:
        raise too_large()
    file.seek(0)
