"""
One title: its whole history, marked again at the verification, its last step taken back; and recognition
without a registration.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.learning.services import Finding, SignedDecision
from khuyenhoc.domain.learning.states import ACTION_OF, Act
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import Kind
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.web.access import account_of, mandated, mandated_any
from khuyenhoc.interfaces.web.learning.forms.marks import read_marks
from khuyenhoc.interfaces.web.learning.forms.steps import SignedWithReason
from khuyenhoc.interfaces.web.learning.pages.grid import items_by_code
from khuyenhoc.interfaces.web.learning.pages.title import title_page
from khuyenhoc.interfaces.web.learning.pages.unregistered import unregistered_page
from khuyenhoc.interfaces.web.learning.places import Place, place_of
from khuyenhoc.interfaces.web.learning.views.titles import SEEN_BY, wanted, written


@mandated_any(*SEEN_BY)
def title(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    return _title(request, mandate, pk, problems=())


def _title(request: HttpRequest, mandate: Mandate, pk: int, *, problems: Sequence[str]) -> HttpResponse:
    history = queries.history(pk, mandate=mandate)
    trail.record(mandate, "looked at title", history.registration)
    held = permissions.posts_held(account_of(request), on=mandate.on)
    actions = frozenset(action for post in held for action in post.actions)
    page = title_page(mandate, history, actions=actions, problems=problems, typed=request.POST)
    return render(request, "web/learning/title.html", {"page": page}, status=422 if problems else 200)


@mandated_any(*SEEN_BY)
@require_POST
def undo(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """Undo the last step of a title, with the mandate that the step itself needs."""
    history = queries.history(pk, mandate=mandate)
    last = Act(history.steps[-1].act) if history.steps else Act.REGISTER
    of_step = permissions.mandate(account=account_of(request), action=ACTION_OF[last], on=mandate.on)
    back = title_page(mandate, history, actions=frozenset()).back
    try:
        services.undo_last(mandate=of_step, registrations=[pk])
    except services.CannotUndo as refused:
        messages.error(request, f"{_('Nothing was taken back.')} {refused}")
        return redirect("web:title", pk=pk)
    messages.success(request, _("Taken back: %(act)s.") % {"act": last.label})
    is_gone = not Registration.objects.filter(pk=pk).exists()
    return redirect(back) if is_gone else redirect("web:title", pk=pk)


@mandated(Action.VERIFY)
@require_POST
def verify_marks(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """What those who verify found, mark by mark; theirs stand in the place of the meeting's."""
    history = queries.history(pk, mandate=mandate)
    if not history.registration.set_key:
        raise Http404  # an older title: the platform has no criteria for it (RULE-13)
    of = queries.set_by_key(history.registration.set_key)
    items = items_by_code(of)
    texts = {code: request.POST.get(f"m-{pk}-{code}", "")[:20] for code in items}
    marks, wrong = read_marks(texts, items, of.kind or Kind.POINTS)
    if wrong:
        return _title(request, mandate, pk, problems=wrong)
    try:
        services.verify(
            mandate=mandate,
            findings=[
                Finding(pk, request.POST.get("holds") != "no", written(request, "remark", most=300), marks)
            ],
        )
    except services.RowsRefused as refused:
        return _title(request, mandate, pk, problems=refused.problems.get(pk, ()))
    except services.StepClosed as closed:
        return _title(request, mandate, pk, problems=(str(closed),))
    messages.success(request, _("The verification is on record."))
    return redirect("web:title", pk=pk)


@mandated(Action.DECIDE)
def unregistered(
    request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str
) -> HttpResponse:
    """
    Recognise a title that was not registered in the year: allowed for a reason, with a warning (RULE-14).
    """
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    form = SignedWithReason(request.POST or None, initial={"decided_on": mandate.on})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            decided, problems = _recognise(request, mandate, place, form)
        except services.NotSigned as lacking:
            for field, sentence in lacking.problems.items():
                form.add_error(field if field in form.fields else None, sentence)
        except services.CannotRecognise as refused:
            problems = [refused.sentence]
        except (
            services.AlreadyRegistered,
            services.MarksNotSound,
            services.RowsRefused,
            services.DecisionDiffers,
            services.NotOnTheRegister,
            services.NoSetInForce,
        ) as refused:
            problems = [str(refused)]
        else:
            if decided is not None:
                for warning in decided.warnings:
                    messages.warning(request, warning)
                messages.success(
                    request, _("Recognised: %(count)s titles.") % {"count": len(decided.recognitions)}
                )
                return redirect("web:certificates", decision=decided.decision.pk)
    page = unregistered_page(
        mandate, place, form, search=wanted(request), typed=request.POST, problems=problems
    )
    return render(
        request,
        "web/learning/title_unregistered.html",
        {"page": page},
        status=422 if problems or form.errors else 200,
    )


def _recognise(
    request: HttpRequest, mandate: Mandate, place: Place, form: SignedWithReason
) -> tuple[services.Decided | None, list[str]]:
    subject = _subject(request, mandate, place)
    if subject is None:
        return None, [_("Choose who is recognised.")]
    unit = UnitId(subject.home_id if isinstance(subject, Person) else subject.unit_id)
    of = queries.set_in_force(unit, place.programme.subject, place.scope, on=mandate.on)
    if of is None:
        raise Http404
    items = items_by_code(of)
    asked_form = request.POST.get("form", "resident") if place.programme is Programme.CITIZEN else ""
    asked = {item.code for item in of.items_of(asked_form or None)}
    marks, wrong = read_marks(
        {code: request.POST.get(f"m-{code}", "")[:20] for code in asked}, items, of.kind or Kind.POINTS
    )
    if wrong:
        return None, wrong
    cleaned = form.cleaned_data
    decided = services.recognise_unregistered(
        mandate=mandate,
        signed=SignedDecision(
            cleaned["number"], cleaned["decided_on"], cleaned["signer"], cleaned["signer_post"], place.unit
        ),
        programme=place.programme,
        year=place.year,
        subject=subject,
        marks=marks,
        reason=cleaned["reason"],
        form=asked_form,
        scope=place.scope,
    )
    return decided, []


def _subject(request: HttpRequest, mandate: Mandate, place: Place) -> Person | Group | None:
    pk = request.POST.get("subject", "")
    if not pk.isdecimal() or len(pk) > 17:
        return None
    holder: Person | Group | None
    if place.programme is Programme.CITIZEN:
        holder = Person.objects.filter(pk=pk, home_id__in=place.units).first()
    else:
        holder = Group.objects.filter(pk=pk, unit_id__in=place.units, kind=place.programme.value).first()
    return holder
