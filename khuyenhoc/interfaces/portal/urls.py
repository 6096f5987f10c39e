"""The public site's own addresses; everything else under the root is a page of Wagtail's tree."""

from __future__ import annotations

from django.urls import path

from khuyenhoc.interfaces.portal import views
from khuyenhoc.interfaces.portal.feeds import News

app_name = "portal"

urlpatterns = [
    path("gioi-thieu/", views.about, name="about"),
    path("so-do-trang/", views.site_map, name="site-map"),
    path("tim-kiem/", views.search, name="search"),
    path("bo-bao-cao/<str:fingerprint>.pdf", views.pack_pdf, name="pack-pdf"),
    path("chung-nhan/<uuid:token>/", views.certificate, name="certificate"),
    path("tin.rss", views.for_everybody(News()), name="news"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
