"""Addresses of the yearly life of titles, below /lam-viec/danh-hieu/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
