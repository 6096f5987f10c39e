"""What people hand in about units: a reorganisations sheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khuyenhoc.interfaces.web.figures.forms import SheetForm


class ReformForm(SheetForm):
    """Bounds and refusals are those of any sheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Reorganisations sheet")
        self.fields["file"].help_text = _(
            "An Excel file (.xlsx) or a CSV file, at most 50 MB. Nothing is applied until you have seen "
            "what would change."
        )
