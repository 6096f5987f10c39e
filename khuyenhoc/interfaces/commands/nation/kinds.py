"""What the types of the official lists are among our kinds of units (`data/unit_kinds.toml`)."""

from __future__ import annotations

KINDS = {
    "Tỉnh": "province",
    "Huyện": "district",
    "Xã": "commune",
    "Phường": "ward",
    "Thị trấn": "town",
    "Quận": "urban_district",
    "Thị xã": "district_town",
    "Đặc khu": "special_zone",
}


def kind_of(type_: str, *, is_province: bool = False) -> str:
    """The kind of a unit by its official type; "Thành phố" is two things."""
    if type_ == "Thành phố":
        return "central_city" if is_province else "city"
    return KINDS[type_]
