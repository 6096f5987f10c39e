"""Addresses of the yearly life of titles, below /lam-viec/danh-hieu/."""

from __future__ import annotations

from django.urls import path

from khuyenhoc.interfaces.web.learning.views import (
    certificates,
    grid,
    linked,
    own_sets,
    papers,
    steps,
    title,
    titles,
)

_OF = "<str:key>/<int:year>/<str:programme>/"

urlpatterns = [
    path("", titles.home, name="titles-home"),
    path("phieu/<int:pk>/", title.title, name="title"),
    path("phieu/<int:pk>/hoan-lai/", title.undo, name="title-undo"),
    path("phieu/<int:pk>/tham-dinh/", title.verify_marks, name="title-verify"),
    path("phieu/<int:pk>/lien-ket/", linked.linked, name="linked"),
    path("quyet-dinh/<int:decision>/", certificates.certificates, name="certificates"),
    path(
        "quyet-dinh/<int:decision>/giay-chung-nhan/<str:ending>/",
        certificates.certificates_file,
        name="certificates-file",
    ),
    path(
        "quyet-dinh/<int:decision>/danh-sach/<str:ending>/", certificates.decision_list, name="decision-list"
    ),
    path("giay-chung-nhan/<uuid:token>/<str:ending>/", certificates.certificate, name="certificate"),
    path("bien-ban/<int:sitting>/", certificates.minutes, name="minutes"),
    path("phieu-giay/", papers.choose, name="papers-choose"),
    path("bo-rieng/", own_sets.own_sets, name="own-sets"),
    path("bo-rieng/moi/", own_sets.own_set_new, name="own-set-new"),
    path("bo-rieng/<int:pk>/", own_sets.own_set, name="own-set"),
    path("bo-rieng/<int:pk>/sua/", own_sets.own_set_edit, name="own-set-edit"),
    path("bo-rieng/<int:pk>/thu/", own_sets.own_set_try, name="own-set-try"),
    path("bo-rieng/<int:pk>/ap-dung/", own_sets.own_set_adopt, name="own-set-adopt"),
    path(f"{_OF}", titles.titles, name="titles"),
    path(f"{_OF}dang-ky/", titles.register, name="titles-register"),
    path(f"{_OF}cham-diem/", grid.grid, name="titles-grid"),
    path(f"{_OF}tu-danh-gia/", steps.self_assessed, name="titles-self-assessed"),
    path(f"{_OF}binh-xet/", steps.meeting, name="titles-meeting"),
    path(f"{_OF}tham-dinh/", steps.verify, name="titles-verify"),
    path(f"{_OF}quyet-dinh/", steps.decide, name="titles-decide"),
    path(f"{_OF}khong-dat/", steps.fail, name="titles-fail"),
    path(f"{_OF}chua-dang-ky/", title.unregistered, name="titles-unregistered"),
    path(f"{_OF}thu-hoi/", steps.revoke, name="titles-revoke"),
    path(f"{_OF}rut/", steps.withdraw, name="titles-withdraw"),
    path(f"{_OF}phieu-giay/", papers.papers, name="papers"),
    path(f"{_OF}phieu-giay/danh-sach/", papers.paper_list, name="paper-list"),
    path(f"{_OF}phieu-giay/phieu/", papers.paper_sheets, name="paper-sheets"),
    path(f"{_OF}phieu-giay/go/", papers.paper_grid, name="paper-grid"),
    path(f"{_OF}phieu-giay/doi-chieu/", papers.paper_totals, name="paper-totals"),
    path(f"{_OF}phieu-giay/doi-chieu/dem/", papers.paper_count, name="paper-count"),
]
