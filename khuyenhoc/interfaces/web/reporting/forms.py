"""What people hand in: a sheet of figures, and a file to be checked."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from khuyenhoc.foundation.sheets import limits

_FILE_WORDS = {
    "required": _("No file yet. Choose one, then go on."),
    "empty": _("This file is empty. Look at the file you saved, then choose it again."),
    "missing": _("No file yet. Choose one, then go on."),
    "invalid": _("The file did not arrive whole. Choose it again."),
    "max_length": _("The file's name is too long. Rename it, then choose it again."),
}


def too_large_words() -> str:
    return str(
        _("The file is larger than %(limit)s MB. Leave out pictures and sheets that are not needed, or split it, then choose it again.")
        % {"limit": limits.FILE_BYTES // limits.MEGABYTE}
    )


def _within_bounds(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if file.size is not None and file.size > limits.FILE_BYTES:
        raise forms.ValidationError(too_large_words())
    return file


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet of figures"),
        help_text=_("An Excel file (.xlsx) or a CSV file, at most 50 MB. Nothing is stored until you have seen what will change."),
        error_messages=_FILE_WORDS,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=255,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        return _within_bounds(self.cleaned_data["file"])


class CheckForm(forms.Form):
    """A file or its SHA-256: one of the two."""

    file = forms.FileField(label=_("File to check"), required=False, error_messages=_FILE_WORDS, widget=forms.FileInput, max_length=255)
    hash = forms.CharField(
        label=_("Or its fingerprint"),
        required=False,
        max_length=100,
        help_text=_("The 64 characters (SHA-256) printed at the foot of a report or reckoned from a file."),
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        return None if file is None else _within_bounds(file)

    def clean_hash(self) -> str:
        written = re.sub(r"\s", "", self.cleaned_data["hash"]).lower()
        if written and not re.fullmatch(r"[0-9a-f]{64}", written):
            raise forms.ValidationError(_("A fingerprint has 64 characters, the digits 0–9 and the letters a–f. Copy it whole."))
        return written

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not cleaned.get("hash"):
            raise forms.ValidationError(_("Choose a file, or paste a fingerprint."))
        return cleaned
