"""Addresses of the registers: people, groups, officers, and the lists they come in. Below /lam-viec/so/."""

from __future__ import annotations

from django.urls import path

from khuyenhoc.interfaces.web.people.views import duplicates, loading

urlpatterns = [
    path("nap/", loading.load, name="register-load"),
    path("nghi-trung/", duplicates.duplicates, name="register-duplicates"),
    path("nghi-trung/<int:doubt>/", duplicates.answer, name="register-duplicate-answer"),
    path("nap/bieu-mau/<str:kind>/", loading.blank, name="register-blank"),
    path("nap/xem-truoc/<uuid:token>/", loading.trial, name="register-trial"),
    path("nap/xem-truoc/<uuid:token>/luu/", loading.store, name="register-store"),
    path("nap/xem-truoc/<uuid:token>/bo/", loading.discard, name="register-discard"),
    path("nap/da-luu/<int:sheet>/", loading.sheet, name="register-sheet"),
    path("nap/da-luu/<int:sheet>/hoan-tac/", loading.undo, name="register-sheet-undo"),
]
