"""Fields of the sheet of a set of criteria: points and short texts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.foundation.criteria.sets import points_text

_POINTS = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")


class PointsField(forms.CharField):
    """Points or a percentage as people write them: 7, 7,5, 7.5."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=8,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "class": "mark"}),
        )

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        if not _POINTS.fullmatch(text):
            raise forms.ValidationError(
                _("“%(text)s” is not a number. Write it like 10 or 7,5.") % {"text": text}
            )
        return Decimal(text.replace(",", "."))


def text_field(
    *, most: int, size: int | None = None, label: Any = "", required: bool = False, help_text: Any = ""
) -> forms.CharField:
    widget = forms.TextInput(attrs={"size": size} if size else {})
    said = {"required": gettext_lazy("Fill this in.")}
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=widget,
        help_text=help_text,
        error_messages=said,
    )


def as_typed(points: Decimal | None) -> str:
    return "" if points is None else points_text(points)
