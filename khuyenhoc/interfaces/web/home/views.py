""" "Việc cần làm": what is due, what is late, what to look at; nothing else competes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import account_of, mandated, posts_held
from khuyenhoc.interfaces.web.home.pages import home_page


@mandated(Action.VIEW)
def home(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    page = home_page(mandate, posts_held(account_of(request), on=mandate.on))
    return render(request, "web/home/home.html", {"page": page})
