"""Addresses of staff work, below /lam-viec/."""

from __future__ import annotations

from django.urls import include, path

from khuyenhoc.interfaces.web.home import views as home
from khuyenhoc.interfaces.web.organisation.views import units
from khuyenhoc.interfaces.web.people import views as people
from khuyenhoc.interfaces.web.reporting.views import figures, packs, sheets

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("tai-khoan/", people.account, name="account"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/xuat/", units.units_export, name="units-export"),
    path("don-vi/<str:key>/", units.unit, name="unit"),
    path("so-lieu/<str:key>/", figures.figures, name="figures"),
    path("so-lieu/<str:key>/xuat/<str:ending>/", figures.figures_export, name="figures-export"),
    path("so-lieu/<str:key>/nguon/<int:figure>/", figures.figure_source, name="figure-source"),
    path("nap-so-lieu/", sheets.load, name="sheet-load"),
    path("nap-so-lieu/bieu-mau/", sheets.blank, name="sheet-blank"),
    path("nap-so-lieu/xem-truoc/<uuid:token>/", sheets.trial, name="sheet-trial"),
    path("nap-so-lieu/xem-truoc/<uuid:token>/luu/", sheets.store, name="sheet-store"),
    path("nap-so-lieu/xem-truoc/<uuid:token>/bo/", sheets.discard, name="sheet-discard"),
    path("nap-so-lieu/da-luu/<int:sheet>/", sheets.loaded, name="sheet-loaded"),
    path("cum/", include("khuyenhoc.interfaces.web.emulation.urls")),
    path("bao-cao/", packs.packs, name="packs"),
    path("bao-cao/kiem-tra-tep/", packs.check_file, name="pack-check"),
    path("bao-cao/<str:key>/<int:year>/", packs.pack, name="pack"),
    path("bao-cao/<str:key>/<int:year>/phat-hanh/", packs.issue, name="pack-issue"),
    path("bao-cao/<str:key>/<int:year>/lan/<int:issue>/", packs.issued, name="pack-issued"),
    path("bao-cao/<str:key>/<int:year>/lan/<int:issue>/<str:ending>/", packs.download, name="pack-file"),
]
