"""What people hand in: a sheet of figures, a file to be checked, weights to share a cut unit's figures by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import NotANumber, read_count
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.interfaces.fields import DayField

_FILE_WORDS = {
    "required": _("No file yet. Choose one, then go on."),
    "empty": _("This file is empty. Look at the file you saved, then choose it again."),
    "missing": _("No file yet. Choose one, then go on."),
    "invalid": _("The file did not arrive whole. Choose it again."),
    "max_length": _("The file's name is too long. Rename it, then choose it again."),
}


def too_large_words() -> str:
    return str(
        _(
            "The file is larger than %(limit)s MB. Leave out pictures and sheets that are not needed, or "
            "split it, then choose it again."
        )
        % {"limit": limits.FILE_BYTES // limits.MEGABYTE}
    )


def _within_bounds(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if file.size is not None and file.size > limits.FILE_BYTES:
        raise forms.ValidationError(too_large_words())
    return file


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet of figures"),
        help_text=_(
            "An Excel file (.xlsx) or a CSV file, at most 50 MB. Nothing is stored until you have seen "
            "what will change."
        ),
        error_messages=_FILE_WORDS,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=255,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        return _within_bounds(self.cleaned_data["file"])


class CheckForm(forms.Form):
    """A file or its SHA-256: one of the two."""

    file = forms.FileField(
        label=_("File to check"),
        required=False,
        error_messages=_FILE_WORDS,
        widget=forms.FileInput,
        max_length=255,
    )
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
            raise forms.ValidationError(
                _("A fingerprint has 64 characters, the digits 0–9 and the letters a–f. Copy it whole.")
            )
        return written

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not cleaned.get("hash"):
            raise forms.ValidationError(_("Choose a file, or paste a fingerprint."))
        return cleaned


class ShareForm(forms.Form):
    """
    Weights of the parts of a cut unit, of what, from where, counted when, and for which indicators. A weight
    may be written as reports do.
    """

    def __init__(
        self,
        *args: Any,
        parts: Sequence[tuple[str, str]],
        indicators: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        """
        :param parts: key and title of each part
        :param indicators: code and label of those that may be shared out
        """
        super().__init__(*args, **kwargs)
        self._today = today
        self._parts = [key for key, _title in parts]
        for key, title in parts:
            self.fields[f"weight-{key}"] = forms.CharField(
                label=title,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}),
                error_messages={
                    "required": gettext("Write the weight of this part; 0 where nothing falls to it.")
                },
            )
        self.fields["basis"] = forms.CharField(
            label=_("What the weights count"),
            max_length=120,
            help_text=_("In a few words, for example: dân số, số hộ, số thôn."),
            error_messages={"required": _("Write what the weights count, for example: dân số.")},
        )
        self.fields["source"] = forms.CharField(
            label=_("Source"),
            max_length=300,
            help_text=_("The paper or page the numbers stand in, so that anybody can look them up again."),
            error_messages={"required": _("Write where the numbers come from.")},
        )
        self.fields["counted_on"] = DayField(
            label=_("Counted on"),
            help_text=_("The day the numbers are for, for example 01/04/2024."),
            missing=_("Write the day the numbers are for."),
        )
        self.fields["indicators"] = forms.MultipleChoiceField(
            label=_("Indicators to share out"),
            choices=indicators,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Tick at least one indicator."),
                "invalid_choice": _(
                    "Choose from the indicators listed here: the others cannot be shared out."
                ),
            },
        )

    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"weight-{key}"] for key in self._parts]

    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("basis", "source", "counted_on")]

    def clean_counted_on(self) -> date:
        day: date = self.cleaned_data["counted_on"]
        if day > self._today:
            raise forms.ValidationError(_("This day is still to come. Write the day the numbers are for."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key in self._parts:
            name = f"weight-{key}"
            if name in cleaned:
                self._read_weight(name, cleaned)
        if all(cleaned.get(f"weight-{key}") == 0 for key in self._parts):
            self.add_error(
                f"weight-{self._parts[0]}", _("All weights are 0. Write at least one that is more.")
            )
        for name in ("basis", "source"):
            if name in cleaned:
                cleaned[name] = " ".join(nfc(cleaned[name]).split())
        return cleaned

    def _read_weight(self, name: str, cleaned: dict[str, Any]) -> None:
        try:
            reading = read_count(cleaned[name])
        except NotANumber as refusal:
            self.add_error(name, refusal.reason)
            return
        if reading.qualifier is not Qualifier.EXACT:
            self.add_error(name, _("Write the number alone, without “trên”, “gần” or “khoảng”."))
            return
        cleaned[name] = reading.value

    def weights(self) -> Mapping[str, int]:
        """Key of a part → its weight, once the form is valid."""
        return {key: self.cleaned_data[f"weight-{key}"] for key in self._parts}
