""" "Việc cần làm": what is due, what is late, what to look at; nothing else competes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.home.pages import home_page
from khuyenhoc.interfaces.web.learning.views.titles import SEEN_BY


@mandated(Action.VIEW)
def home(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    account = account_of(request)
    page = home_page(
        mandate,
        permissions.posts_held(account, on=mandate.on),
        of_titles=permissions.mandate_for_any(account=account, actions=SEEN_BY, on=mandate.on),
    )
    return render(request, "web/home/home.html", {"page": page})
