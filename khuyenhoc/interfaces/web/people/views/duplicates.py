"""Records that may be one: the officer looks and answers whether they are."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.people.queries.duplicates import open_doubts
from khuyenhoc.domain.people.services.duplicates import CannotMerge, NoSuchDoubt, answer_different
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.people.pages.duplicates import PAIRS, doubts_page


@mandated(Action.REGISTER)
def duplicates(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    pairs = Paginator(open_doubts(mandate), PAIRS).get_page(request.GET.get("page"))
    return render(request, "web/people/duplicates.html", {"page": doubts_page(pairs, mandate)})


@mandated(Action.REGISTER)
@require_POST
def answer(request: HttpRequest, mandate: Mandate, *, doubt: int) -> HttpResponse:
    """ "keep" names the record that stays; without it, the two are different."""
    keep = request.POST.get("keep", "")
    try:
        if keep.isdecimal() and len(keep) < 18:
            learning.merge(mandate=mandate, doubt=doubt, keep=int(keep))
            messages.success(request, _("The two are one now; everything of both is kept."))
        else:
            answer_different(mandate=mandate, doubt=doubt)
            messages.success(request, _("Both stay; the question will not be asked again."))
    except NoSuchDoubt:
        messages.info(request, _("This has been answered already."))
    except CannotMerge as refused:
        messages.error(request, str(refused))
    return redirect("web:register-duplicates")
