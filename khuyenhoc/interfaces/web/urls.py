"""Addresses of staff work, below /lam-viec/."""

from __future__ import annotations

from django.urls import include, path

from khuyenhoc.interfaces.web.figures import sheet_road as figure_road
from khuyenhoc.interfaces.web.figures.views import (
    figure_rows,
    figures,
    reconciliation,
    series,
    sharing,
    sheets,
)
from khuyenhoc.interfaces.web.home import views as home
from khuyenhoc.interfaces.web.learning.views import criteria
from khuyenhoc.interfaces.web.organisation import sheet_road as reform_road
from khuyenhoc.interfaces.web.organisation.views import reforms, tree, units
from khuyenhoc.interfaces.web.people.views import account
from khuyenhoc.interfaces.web.reporting.views import packs
from khuyenhoc.interfaces.web.sheets.views import addresses

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("tai-khoan/", account.account, name="account"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/xuat/", units.units_export, name="units-export"),
    path("don-vi/goi-y/", units.offered, name="units-offered"),
    path("don-vi/cay/", tree.tree, name="tree"),
    path("don-vi/<str:key>/", units.unit, name="unit"),
    path("so-lieu/<str:key>/", figures.figures, name="figures"),
    path("so-lieu/<str:key>/bao-cao-tu-so/", figures.report_registers, name="report-registers"),
    path("so-lieu/<str:key>/xuat/<str:ending>/", figures.figures_export, name="figures-export"),
    path("so-lieu/<str:key>/nguon/<int:figure>/", figures.figure_source, name="figure-source"),
    path("so-lieu/<str:key>/dong/<str:period>/<str:code>/", figure_rows.figure_rows, name="figure-rows"),
    path("so-lieu/<str:key>/dong/<str:period>/<str:code>/chot/", figure_rows.keep, name="figure-rows-keep"),
    path(
        "so-lieu/<str:key>/dong/<str:period>/<str:code>/xuat/<str:ending>/",
        figure_rows.export,
        name="figure-rows-export",
    ),
    path("so-lieu/<str:key>/chuoi/<str:code>/", series.series, name="series"),
    path("so-lieu/<str:key>/chuoi/<str:code>/xuat/<str:ending>/", series.series_export, name="series-export"),
    path("to-chuc-lai/", reforms.reforms, name="reforms"),
    path("to-chuc-lai/xuat/", reforms.export, name="reforms-export"),
    *addresses(reform_road.ROAD, load="to-chuc-lai/nap/", trial="to-chuc-lai/xem-truoc/", store="ap-dung"),
    path("to-chuc-lai/bieu-mau/", reforms.blank, name="reform-blank"),
    path("to-chuc-lai/<int:pk>/", reforms.reform, name="reform"),
    path("to-chuc-lai/<int:pk>/hoan-tac/", reforms.undo, name="reform-reverse"),
    path("to-chuc-lai/<int:pk>/doi-chieu/", reconciliation.reconciliation, name="reform-reconciliation"),
    path(
        "to-chuc-lai/<int:pk>/doi-chieu/in/",
        reconciliation.reconciliation_print,
        name="reform-reconciliation-print",
    ),
    path(
        "to-chuc-lai/<int:pk>/doi-chieu/xuat/<str:ending>/",
        reconciliation.reconciliation_export,
        name="reform-reconciliation-export",
    ),
    path(
        "to-chuc-lai/xem-truoc/<uuid:token>/doi-chieu/",
        reconciliation.trial,
        name="reform-trial-reconciliation",
    ),
    path(
        "to-chuc-lai/xem-truoc/<uuid:token>/doi-chieu/in/",
        reconciliation.trial_print,
        name="reform-trial-reconciliation-print",
    ),
    path(
        "to-chuc-lai/xem-truoc/<uuid:token>/doi-chieu/xuat/<str:ending>/",
        reconciliation.trial_export,
        name="reform-trial-reconciliation-export",
    ),
    path("don-vi/<str:key>/chia-so-lieu/", sharing.shares, name="split-shares"),
    path("don-vi/<str:key>/chia-so-lieu/<int:reform>/", sharing.share, name="split-share"),
    path("don-vi/<str:key>/chia-so-lieu/<int:reform>/bo/", sharing.unshare, name="split-unshare"),
    *addresses(figure_road.ROAD, load="nap-so-lieu/", trial="nap-so-lieu/xem-truoc/"),
    path("nap-so-lieu/bieu-mau/", sheets.blank, name="sheet-blank"),
    path("nap-so-lieu/da-luu/<int:sheet>/", sheets.loaded, name="sheet-loaded"),
    path("so/", include("khuyenhoc.interfaces.web.people.urls")),
    path("danh-hieu/", include("khuyenhoc.interfaces.web.learning.urls")),
    path("bo-tieu-chi/", criteria.criteria, name="criteria"),
    path("bo-tieu-chi/<slug:folder>/<slug:edition>/", criteria.criteria_set, name="criteria-set"),
    path("cum/", include("khuyenhoc.interfaces.web.emulation.urls")),
    path("bao-cao/", packs.packs, name="packs"),
    path("bao-cao/kiem-tra-tep/", packs.check_file, name="pack-check"),
    path("bao-cao/<str:key>/<int:year>/", packs.pack, name="pack"),
    path("bao-cao/<str:key>/<int:year>/phat-hanh/", packs.issue, name="pack-issue"),
    path("bao-cao/<str:key>/<int:year>/lan/<int:issue>/", packs.issued, name="pack-issued"),
    path("bao-cao/<str:key>/<int:year>/lan/<int:issue>/<str:ending>/", packs.download, name="pack-file"),
]
