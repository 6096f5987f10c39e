"""
Every address of the platform. Staff work, sign-in and editing stand under Vietnamese names; the public site
has the root.
"""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from khuyenhoc.interfaces.portal.editors import only_their_sites
from khuyenhoc.interfaces.web.access import editors_only, public, signed_in
from khuyenhoc.interfaces.web.failing import server_error
from khuyenhoc.interfaces.web.health import health
from khuyenhoc.interfaces.web.media import picture

# The outer one is applied last: first an account is seated by its posts, then the gate looks at its seat.
decorate_urlpatterns(wagtailadmin_urls.urlpatterns, editors_only)
decorate_urlpatterns(wagtailadmin_urls.urlpatterns, only_their_sites)

_to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

handler500 = server_error
urlpatterns = [
    path("suc-khoe/", health, name="health"),
    path("ngon-ngu/", public(set_language), name="set_language"),
    path("dang-nhap/", public(allauth.login), name="account_login"),
    path("dang-nhap/thoat/", public(allauth.logout), name="account_logout"),
    path("dang-nhap/da-khoa/", public(allauth.account_inactive), name="account_inactive"),
    path("dang-nhap/doi-mat-khau/", signed_in(allauth.password_change), name="account_change_password"),
    path("lam-viec/", include("khuyenhoc.interfaces.web.urls")),
    # Wagtail's own doors are walled up: one place to sign in.
    path("bien-tap/login/", public(_to_sign_in)),
    path("_util/login/", public(_to_sign_in)),
    path("bien-tap/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:path>", picture, name="picture"),
    path("", include("khuyenhoc.interfaces.portal.urls")),
    path("", include(wagtail_urls)),
]
