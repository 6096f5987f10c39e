"""Addresses of the registers: people, groups, officers, and the lists they come in. Below /lam-viec/so/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
