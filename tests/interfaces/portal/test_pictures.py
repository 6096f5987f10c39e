from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.models import Image

from khuyenhoc.interfaces.portal import demo_pictures
from khuyenhoc.interfaces.portal.blocks import PictureBlock

pytestmark = pytest.mark.django_db


def picture(small_pictures: tuple[bytes, bytes], *, description: str = "Một hội trường") -> Image:
    return Image.objects.create(
        title="Ảnh", description=description, file=ImageFile(BytesIO(small_pictures[0]), name="anh.png")
    )


def block(image: Image, **other: str) -> dict[str, Any]:
    return {
        "image": image,
        "caption": "Toàn cảnh hội nghị",
        "credit": "Ảnh: Trần Nhung",
        "rights_basis": "own_work",
        "people_shown": "crowd",
        "consent_note": "",
    } | other


def faults(value: dict[str, Any]) -> set[str]:
    with pytest.raises(StructBlockValidationError) as refused:
        PictureBlock().clean(PictureBlock().to_python({**value, "image": value["image"].pk}))
    return set(refused.value.block_errors)


def test_a_picture_of_a_crowd_needs_no_consent(small_pictures: tuple[bytes, bytes]) -> None:
    value = block(picture(small_pictures))

    cleaned = PictureBlock().clean(PictureBlock().to_python({**value, "image": value["image"].pk}))

    assert cleaned["caption"] == "Toàn cảnh hội nghị"


def test_a_picture_without_a_description_is_refused(small_pictures: tuple[bytes, bytes]) -> None:
    assert faults(block(picture(small_pictures, description=" "))) == {"image"}


@pytest.mark.parametrize("field", ["caption", "credit", "rights_basis", "people_shown"])
def test_a_picture_without_caption_maker_right_or_people_is_refused(
    small_pictures: tuple[bytes, bytes], field: str
) -> None:
    assert field in faults(block(picture(small_pictures), **{field: ""}))


def test_people_one_can_recognise_must_have_consented(small_pictures: tuple[bytes, bytes]) -> None:
    assert faults(block(picture(small_pictures), people_shown="recognisable")) == {"consent_note"}


def test_a_hardship_is_never_tied_to_somebody_one_can_recognise_not_even_with_consent(
    small_pictures: tuple[bytes, bytes],
) -> None:
    value = block(
        picture(small_pictures),
        people_shown="recognisable",
        consent_note="Tủ 2, tập 5",
        caption="Trao quà cho em mồ côi",
    )

    assert faults(value) == {"caption"}


@pytest.mark.parametrize("draw", [demo_pictures.the_whole_meeting, demo_pictures.delegates_in_discussion])
def test_the_drawn_pictures_are_png_of_one_size_and_light(draw: Any) -> None:
    content = draw()

    assert Drawing.open(BytesIO(content)).size == (demo_pictures.WIDTH, demo_pictures.HEIGHT)
    assert len(content) < 100_000
