"""Addresses of the registers: people, groups, officers, and the lists they come in. Below /lam-viec/so/."""

from __future__ import annotations

from django.urls import path

from khuyenhoc.interfaces.web.people import sheet_road
from khuyenhoc.interfaces.web.people.views import duplicates, loading, officers, people, registers
from khuyenhoc.interfaces.web.sheets.views import addresses

urlpatterns = [
    path("", registers.registers, name="registers"),
    path("danh-sach/<str:kind>/", registers.register, name="register"),
    path("danh-sach/<str:kind>/xuat/<str:ending>/", registers.register_export, name="register-export"),
    path("nguoi/<int:pk>/", people.person, name="person"),
    path("nguoi/<int:pk>/sua/", people.person_edit, name="person-edit"),
    path("nguoi/<int:pk>/chuyen/", people.person_transfer, name="person-transfer"),
    path("nguoi/<int:pk>/chuyen/hoan-tac/", people.person_transfer_undo, name="person-transfer-undo"),
    path("nguoi/<int:pk>/hoi-vien/", people.person_membership, name="person-membership"),
    path("nhom/<int:pk>/", people.group, name="group"),
    path("nhom/<int:pk>/sua/", people.group_edit, name="group-edit"),
    path("nhom/<int:pk>/thoi/", people.group_end, name="group-end"),
    path("nhom/<int:pk>/tro-lai/", people.group_resume, name="group-resume"),
    path("ban-chap-hanh/<str:key>/", officers.officers, name="officers"),
    path("ban-chap-hanh/<str:key>/lap/", officers.committee_new, name="committee-new"),
    path("ban/<int:pk>/ket-thuc/", officers.committee_end, name="committee-end"),
    path("ban/<int:pk>/them/", officers.office_new, name="office-new"),
    path("chuc-danh/<int:pk>/ban-giao/", officers.office_hand_over, name="office-hand-over"),
    path("chuc-danh/<int:pk>/thoi/", officers.office_end, name="office-end"),
    *addresses(sheet_road.ROAD, load="nap/", trial="nap/xem-truoc/"),
    path("nghi-trung/", duplicates.duplicates, name="register-duplicates"),
    path("nghi-trung/<int:doubt>/", duplicates.answer, name="register-duplicate-answer"),
    path("nap/bieu-mau/<str:kind>/", loading.blank, name="register-blank"),
    path("nap/da-luu/<int:sheet>/", loading.sheet, name="register-sheet"),
    path("nap/da-luu/<int:sheet>/hoan-tac/", loading.undo, name="register-sheet-undo"),
]
