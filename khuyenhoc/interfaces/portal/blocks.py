"""
The pieces an article is made of. What a piece must not lack is checked here, so that no page can be published
without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from khuyenhoc.foundation.values.vietnamese import search_key

RIGHTS = [
    ("own_work", _("Our own photograph")),
    ("illustration", _("Illustration drawn for this site")),
    ("permission", _("With the permission of its maker")),
    ("free", _("Free to use by law or licence")),
]
PEOPLE = [
    ("none", _("Nobody")),
    ("crowd", _("A crowd; nobody can be recognised")),
    ("recognisable", _("People who can be recognised")),
]
HARDSHIP = (
    *("mo coi", "khuyet tat", "ho ngheo", "can ngheo", "hoc sinh ngheo", "kho khan"),
    *("hiv", "benh hiem ngheo", "ly hon", "bi bao luc", "bo roi"),
)
"""
Folded words that must never stand under the picture of a recognisable person: not even with consent
(domain rules, 3.6).
"""


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture with its caption, its maker and the right to show it."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, help_text=_("Who or what, where, when."))
    credit = blocks.CharBlock(
        label=_("Credit"), max_length=120, help_text=_("Whose picture it is, for example: Ảnh: Trần Nhung")
    )
    rights_basis = blocks.ChoiceBlock(label=_("Why we may show it"), choices=RIGHTS)
    people_shown = blocks.ChoiceBlock(label=_("Who is seen in it"), choices=PEOPLE)
    consent_note = blocks.CharBlock(
        label=_("Consent"),
        required=False,
        max_length=300,
        help_text=_(
            "Where the signed consent is kept. From the age of 7 a child consents together with a parent."
        ),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        form_classname = "struct-block"

    def clean(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        cleaned: Mapping[str, Any] = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if not cleaned["image"].description.strip():
            errors["image"] = ValidationError(
                _(
                    "This picture has no description for people who cannot see it. "
                    "Open the picture, fill in “Description”, then choose it again."
                )
            )
        if cleaned["people_shown"] == "recognisable":
            if not cleaned["consent_note"].strip():
                errors["consent_note"] = ValidationError(
                    _(
                        "People can be recognised in this picture. Say where their consent is kept, or "
                        "choose another picture."
                    )
                )
            caption = search_key(cleaned["caption"])
            if any(word in caption for word in HARDSHIP):
                errors["caption"] = ValidationError(
                    _(
                        "The caption ties a hardship to a person who can be recognised. Say what is being "
                        "done, not what the person lacks."
                    )
                )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """A quotation with its speaker."""

    text = blocks.TextBlock(label=_("Words"))
    speaker = blocks.CharBlock(label=_("Whose words"), max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class BodyBlock(blocks.StreamBlock):  # type: ignore[misc]
    """The body of an article. Headings start at the second level: the headline is the first."""

    paragraph = blocks.RichTextBlock(
        label=_("Paragraph"),
        features=["bold", "italic", "link", "ol", "ul", "document-link"],
        help_text=_(
            "A number of the bound report is written as its key in double brackets: "
            "[[thach-an/org.chapters/2022/typed]]"
        ),
    )
    heading = blocks.CharBlock(label=_("Heading"), icon="title", max_length=160)
    picture = PictureBlock()
    quote = QuoteBlock()
