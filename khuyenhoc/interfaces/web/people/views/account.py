"""The account's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from khuyenhoc.interfaces.web.access import account_of, signed_in
from khuyenhoc.interfaces.web.people.pages.account import account_page


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    page = account_page(account_of(request), on=timezone.localdate())
    return render(request, "web/people/account.html", {"page": page})
