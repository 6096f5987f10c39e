"""
The steps of a title's life, hundreds at a time: meeting, verification, decision, withdrawal, revocation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.services import Finding, SignedDecision, Verdict
from khuyenhoc.domain.learning.states import OPEN, State
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.learning.forms.steps import (
    MeetingFacts,
    Nothing,
    Reason,
    Signed,
    SignedWithReason,
)
from khuyenhoc.interfaces.web.learning.pages.steps import (
    MOST,
    StepPage,
    StepRow,
    moved_on,
    step_table,
    waiting_rows,
    with_problems,
)
from khuyenhoc.interfaces.web.learning.pages.titles import TitleLine
from khuyenhoc.interfaces.web.learning.places import Place, place_of
from khuyenhoc.interfaces.web.learning.views.titles import wanted, written

YES, NO, LATER = "yes", "no", ""
_Words = str | Promise


@dataclass(frozen=True, slots=True)
class Ask:
    """A step as it was handed in: the page's place, its form, and what was said row by row."""

    mandate: Mandate
    place: Place
    form: forms.Form
    rows: Sequence[StepRow]

    @property
    def chosen(self) -> list[int]:
        return [row.title.id for row in self.rows if row.is_chosen]

    @property
    def signed(self) -> SignedDecision:
        data = self.form.cleaned_data
        return SignedDecision(
            data["number"], data["decided_on"], data["signer"], data["signer_post"], self.place.unit
        )


@dataclass(frozen=True, slots=True)
class StepSpec:
    """
    A step of the life of titles as a page: for whom, from which states, what is asked, and the act.
    `verdicts`: value → word, the first is usual.
    """

    action: Action
    what: _Words
    button: _Words
    says: _Words
    states: Collection[State]
    form: type[forms.Form]
    act: Callable[[Ask, HttpRequest], str]
    """Does it and returns where to go; raises what the services raise."""
    verdicts: Sequence[tuple[str, _Words]] = ()
    has_votes: bool = False
    has_remark: bool = False
    chosen_first: bool = True


_REFUSED = (
    services.SittingNotSound,
    services.DecisionDiffers,
    services.StepClosed,
    services.NothingChosen,
    services.CannotUndo,
    services.NoSetInForce,
)


def _step(spec: StepSpec) -> Callable[..., HttpResponseBase]:
    @mandated(spec.action)
    def view(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
        place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
        search, named = wanted(request), _spoken_of(request)
        titles = waiting_rows(mandate, place, spec.states, search=search, said=named)
        rows = [_row(spec, title, request) for title in titles]
        form = spec.form(request.POST or None, initial={"decided_on": mandate.on, "held_on": mandate.on})
        problems = moved_on(mandate, place, named - {title.id for title in titles})
        if problems:
            problems = [_("Nothing was stored. Look through the rows and send them again."), *problems]
        elif request.method == "POST" and form.is_valid():
            try:
                return redirect(spec.act(Ask(mandate, place, form, rows), request))
            except services.RowsRefused as refused:
                rows = with_problems(rows, refused.problems)
                problems = [
                    _("Nothing was stored: %(count)s rows are to be mended first.")
                    % {"count": grouped(len(refused.problems))}
                ]
            except services.NotSigned as lacking:
                for field, sentence in lacking.problems.items():
                    form.add_error(field if field in form.fields else None, sentence)
            except services.CannotRecognise as refused:
                problems = [refused.sentence]
            except _REFUSED as refused:
                problems = [str(refused)]
        page = StepPage(
            what=str(spec.what),
            button=str(spec.button),
            says=str(spec.says),
            place=place,
            back=place.address("titles"),
            form=form,
            table=step_table(rows, has_votes=spec.has_votes, has_remark=spec.has_remark),
            is_cut=len(rows) >= MOST,
            query=search,
            problems=problems,
        )
        return render(
            request,
            "web/learning/title_step.html",
            {"page": page},
            status=422 if problems or form.errors else 200,
        )

    return view


def _spoken_of(request: HttpRequest) -> set[int]:
    """The titles of which something was handed in."""
    sent = {name[2:] for name, word in request.POST.items() if name.startswith("v-") and word != LATER} | set(
        request.POST.getlist("row")
    )
    return {int(pk) for pk in sent if pk.isdecimal() and len(pk) < 18}


def _row(spec: StepSpec, title: TitleLine, request: HttpRequest) -> StepRow:
    """A title's row. A title that came after the page was opened is not ticked: the user has not seen it."""
    posted = request.POST if request.method == "POST" else None
    pk = title.id
    if spec.verdicts:
        usual = spec.verdicts[0][0]
        given = posted.get(f"v-{pk}", LATER) if posted is not None else usual
        word = given if given in dict(spec.verdicts) else LATER
        is_chosen = word != LATER
    else:
        word = ""
        is_chosen = str(pk) in posted.getlist("row") if posted is not None else spec.chosen_first
    return StepRow(
        title,
        is_chosen,
        [(value, str(label)) for value, label in spec.verdicts],
        word,
        votes=written(request, f"n-{pk}", most=5),
        remark=written(request, f"r-{pk}", most=300),
    )


def _meeting(ask: Ask, request: HttpRequest) -> str:
    data = ask.form.cleaned_data
    spoken = [row for row in ask.rows if row.verdict != LATER]
    unread = {
        row.title.id: [_VOTES % {"text": row.votes}]
        for row in spoken
        if row.votes and not row.votes.isdecimal()
    }
    if unread:
        raise services.RowsRefused(unread)
    verdicts = [
        Verdict(
            row.title.id, row.verdict == YES, int(row.votes) if row.votes.isdecimal() else None, row.remark
        )
        for row in spoken
    ]
    if not verdicts:
        raise services.NothingChosen
    sitting = services.hold_meeting(
        mandate=ask.mandate,
        unit=ask.place.unit,
        programme=ask.place.programme,
        year=ask.place.year,
        verdicts=verdicts,
        **data,
    )
    messages.success(
        request, _("The meeting is on record: %(count)s titles.") % {"count": grouped(len(verdicts))}
    )
    return reverse("web:minutes", kwargs={"sitting": sitting.pk})


def _verify(ask: Ask, request: HttpRequest) -> str:
    findings = [
        Finding(row.title.id, row.verdict == YES, row.remark) for row in ask.rows if row.verdict != LATER
    ]
    if not findings:
        raise services.NothingChosen
    holding = services.verify(mandate=ask.mandate, findings=findings)
    sentence = _("Verified: %(hold)s of %(count)s hold.") % {
        "hold": grouped(holding),
        "count": grouped(len(findings)),
    }
    messages.success(request, sentence)
    return ask.place.address("titles")


def _decide(ask: Ask, request: HttpRequest) -> str:
    if not ask.chosen:
        raise services.NothingChosen
    decided = services.decide(
        mandate=ask.mandate,
        signed=ask.signed,
        programme=ask.place.programme,
        year=ask.place.year,
        registrations=ask.chosen,
    )
    for warning in decided.warnings:
        messages.warning(request, warning)
    messages.success(
        request, _("Recognised: %(count)s titles.") % {"count": grouped(len(decided.recognitions))}
    )
    return reverse("web:certificates", kwargs={"decision": decided.decision.pk})


def _fail(ask: Ask, request: HttpRequest) -> str:
    services.fail(mandate=ask.mandate, registrations=_chosen(ask), reason=ask.form.cleaned_data["reason"])
    messages.success(
        request, _("Put down as not reached: %(count)s titles.") % {"count": grouped(len(ask.chosen))}
    )
    return ask.place.address("titles")


def _withdraw(ask: Ask, request: HttpRequest) -> str:
    services.withdraw(mandate=ask.mandate, registrations=_chosen(ask), reason=ask.form.cleaned_data["reason"])
    messages.success(request, _("Withdrawn: %(count)s titles.") % {"count": grouped(len(ask.chosen))})
    return ask.place.address("titles")


def _revoke(ask: Ask, request: HttpRequest) -> str:
    services.revoke(
        mandate=ask.mandate,
        signed=ask.signed,
        programme=ask.place.programme,
        year=ask.place.year,
        registrations=_chosen(ask),
        reason=ask.form.cleaned_data["reason"],
    )
    messages.success(request, _("Revoked: %(count)s titles.") % {"count": grouped(len(ask.chosen))})
    return ask.place.address("titles")


def _self_assessed(ask: Ask, request: HttpRequest) -> str:
    """
    Record that the holders assessed themselves on paper. Marks are impossible where the text of the criteria
    is not complete.
    """
    done = services.self_assess_many(
        mandate=ask.mandate, sheets=[services.MarkedSheet(pk, {}) for pk in _chosen(ask)]
    )
    messages.success(
        request, _("Put down as self-assessed: %(count)s titles.") % {"count": grouped(len(done.assessments))}
    )
    return ask.place.address("titles")


def _chosen(ask: Ask) -> list[int]:
    if not ask.chosen:
        raise services.NothingChosen
    return ask.chosen


_VOTES = gettext_lazy("“%(text)s” is not a number of votes. Write it like 18, or leave it blank.")

meeting = _step(
    StepSpec(
        Action.ASSESS,
        gettext_lazy("The chapter's meeting"),
        gettext_lazy("Put the chapter's meeting on record"),
        gettext_lazy(
            "Those agreed go on to verification; those turned down have failed, and the remark says why."
        ),
        (State.SELF_ASSESSED,),
        MeetingFacts,
        _meeting,
        verdicts=(
            (YES, gettext_lazy("agreed")),
            (NO, gettext_lazy("not agreed")),
            (LATER, gettext_lazy("not spoken of")),
        ),
        has_votes=True,
        has_remark=True,
    )
)
verify = _step(
    StepSpec(
        Action.VERIFY,
        gettext_lazy("Verify"),
        gettext_lazy("Put the verification on record"),
        gettext_lazy("A title whose marks do not reach it cannot hold; open its sheet to mark it again."),
        (State.MET,),
        Nothing,
        _verify,
        verdicts=(
            (YES, gettext_lazy("holds")),
            (NO, gettext_lazy("does not hold")),
            (LATER, gettext_lazy("not looked at")),
        ),
        has_remark=True,
    )
)
decide = _step(
    StepSpec(
        Action.DECIDE,
        gettext_lazy("Enter a decision"),
        gettext_lazy("Recognise the chosen titles"),
        gettext_lazy(
            "Only a signed decision recognises: write down its number, day and signer as on the paper."
        ),
        (State.VERIFIED,),
        Signed,
        _decide,
    )
)
fail = _step(
    StepSpec(
        Action.DECIDE,
        gettext_lazy("Not recognised"),
        gettext_lazy("Put down as not reached"),
        gettext_lazy("Verified titles that the decision leaves out; the reason stays on record."),
        (State.VERIFIED,),
        Reason,
        _fail,
        chosen_first=False,
    )
)
withdraw = _step(
    StepSpec(
        Action.REGISTER,
        gettext_lazy("Withdraw"),
        gettext_lazy("Withdraw the chosen titles"),
        gettext_lazy("They stay on record as withdrawn and are no longer counted as registered."),
        tuple(OPEN),
        Reason,
        _withdraw,
        chosen_first=False,
    )
)
revoke = _step(
    StepSpec(
        Action.DECIDE,
        gettext_lazy("Revoke"),
        gettext_lazy("Revoke the chosen titles"),
        gettext_lazy(
            "A title is taken back by a signed decision, from its day on; the certificate's public page "
            "says so."
        ),
        (State.RECOGNISED,),
        SignedWithReason,
        _revoke,
        chosen_first=False,
    )
)
self_assessed = _step(
    StepSpec(
        Action.ASSESS,
        gettext_lazy("Self-assessed on paper"),
        gettext_lazy("Put down as self-assessed"),
        gettext_lazy(
            "The official criteria are not entered yet, so no title is marked here, and none can be "
            "recognised under them."
        ),
        (State.REGISTERED,),
        Nothing,
        _self_assessed,
    )
)
