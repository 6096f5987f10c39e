"""The addresses of the pages of titles, and what each form of theirs sends."""

from __future__ import annotations

from django.urls import reverse

from tests.domain.learning.titles import ids


def page(name, key="duc-long", programme="citizen", year=2025):
    return reverse(
        f"web:titles-{name}" if name else "web:titles",
        kwargs={"key": key, "year": year, "programme": programme},
    )


def of(name, title):
    return reverse(f"web:{name}", kwargs={"pk": title.pk})


def said(titles, word="yes", **other):
    return {f"v-{one.pk}": word for one in titles} | other


def meeting(titles, **other):
    facts = {
        "held_on": "2025-11-20",
        "place": "Nhà văn hóa",
        "chair": "Đàm Thị Xóm",
        "secretary": "Lý Văn Ghi",
        "invited": "25",
    }
    return facts | {"present": "20"} | said(titles) | other


def signed(titles=(), **other):
    paper = {
        "number": "15/QĐ-UBND",
        "decided_on": "2025-12-20",
        "signer": "Nông Văn Ký",
        "signer_post": "Chủ tịch UBND xã",
    }
    return paper | {"row": ids(titles)} | other


def typed(title, points="8"):
    return {f"m-{title.pk}-{item}": points for item in range(1, 11)}
