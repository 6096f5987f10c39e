"""The account's own page, and changing the password."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.cast import Cast
from tests.interfaces.web.conftest import In


def test_an_account_sees_its_posts_and_how_far_they_reach(cast: Cast, signed_in: In) -> None:
    page = " ".join(
        re.sub(r"<[^>]+>", " ", signed_in(cast.commune).get(reverse("web:account")).content.decode()).split()
    )

    assert "Lý Văn Xã" in page
    assert "Officer , Xã Đức Long : see the figures of a unit; load figures; keep the registers;" in page
    assert "They reach 2 units: those of the posts and all below them" in page


def test_an_account_without_a_post_sees_whom_to_ask(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.nobody).get(reverse("web:account"))

    assert answer.status_code == 200
    assert "Ask the office of your association to give you a post" in answer.content.decode()


def test_a_changed_password_leads_back_to_the_account(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    new = "một câu dài khó đoán 2025"

    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": "mật khẩu để thử", "password1": new, "password2": new},
        follow=True,
    )

    assert answer.redirect_chain == [(reverse("web:account"), 302)]
    cast.commune.refresh_from_db()
    assert cast.commune.check_password(new)


def test_a_short_password_is_refused_beside_its_field(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.commune).post(
        reverse("account_change_password"),
        {"oldpassword": "mật khẩu để thử", "password1": "ngắn", "password2": "ngắn"},
    )

    assert 'id="id_password1_error"' in answer.content.decode()
