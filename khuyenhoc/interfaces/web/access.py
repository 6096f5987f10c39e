"""
Who may come through this door: every view is `@mandated`, `@signed_in` or `@public`, and a house test walks
the routes to see that it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from khuyenhoc.domain.learning.queries import NoSuchRegistration
from khuyenhoc.domain.organisation.queries import NoSuchCluster, NoSuchUnit
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate
from khuyenhoc.foundation.values.periods import UnknownPeriod

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class MandatedView(Protocol[P]):
    """A view that is handed the mandate its caller was given."""

    def __call__(
        self, request: HttpRequest, mandate: Mandate, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase: ...


ACTION_NAMES = {
    Action.VIEW: _("see the figures of a unit"),
    Action.REPORT: _("load figures"),
    Action.ORGANISE: _("change the list of units"),
    Action.MEET: _("keep the record of a review meeting"),
    Action.ISSUE: _("issue a review-meeting report"),
    Action.PUBLISH: _("write for the public pages"),
    Action.REGISTER: _("keep the registers"),
    Action.ASSESS: _("enter assessments and the chapter's meeting"),
    Action.VERIFY: _("verify titles"),
    Action.DECIDE: _("enter decisions that recognise titles"),
}
"""The name of an action on the page that says the user's post does not entitle them to it."""


def account_of(request: HttpRequest) -> Account:
    """The signed-in account, which reads its posts once; only behind `@mandated` or `@signed_in`."""
    account = cast(Account, request.user)
    if account.posts_read is None:
        account.posts_read = {}
    return account


def mandated(action: Action) -> Callable[[MandatedView[P]], View[P]]:
    """
    Let in a signed-in user who holds a post for the action somewhere. The view gets the mandate and checks
    where it reaches.

    A unit or cluster outside the mandate, one that does not exist, and an impossible period are all the same
    404: a stranger does not learn what there is.
    """

    def decorate(view: MandatedView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            mandate = permissions.mandate(account=account_of(request), action=action, on=timezone.localdate())
            if not mandate.units:
                return no_post_for(request, action)
            return _within(view, request, mandate, *args, **kwargs)

        guarded.entrance = f"mandated:{action}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def _within(
    view: MandatedView[P], request: HttpRequest, mandate: Mandate, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    try:
        return _for_one_reader(view(request, mandate, *args, **kwargs))
    except (OutsideMandate, NoSuchUnit, NoSuchCluster, NoSuchRegistration, UnknownPeriod) as refusal:
        raise Http404 from refusal


def mandated_any(*actions: Action) -> Callable[[MandatedView[P]], View[P]]:
    """
    As `mandated`, for pages that only show what several posts work on: let in a user with a post for one of
    the actions; the mandate handed on is for the first of the actions the account has, and reaches what any
    of them reaches. Acts ask for a mandate of their own.
    """

    def decorate(view: MandatedView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            mandate = permissions.mandate_for_any(
                account=account_of(request), actions=actions, on=timezone.localdate()
            )
            if mandate is None:
                return no_post_for(request, actions[0])
            return _within(view, request, mandate, *args, **kwargs)

        guarded.entrance = f"mandated:{'|'.join(actions)}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View[P]) -> View[P]:
    """Let in every signed-in user: for pages about the account itself."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return (
            _for_one_reader(view(request, *args, **kwargs))
            if request.user.is_authenticated
            else sign_in_first(request)
        )

    guarded.entrance = "signed_in"  # type: ignore[attr-defined]
    return guarded


def public(view: View[P]) -> View[P]:
    """Let everybody in."""

    @wraps(view)
    def open_to_all(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_to_all.entrance = "public"  # type: ignore[attr-defined]
    return open_to_all


def editors_only(view: View[P]) -> View[P]:
    """
    The gate before Wagtail's own pages: an account whose post entitles it to publish and that has a place in
    one of Wagtail's groups, which decide what it may do inside.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        held = permissions.posts_held(account_of(request), on=timezone.localdate())
        if not any(Action.PUBLISH in post.actions for post in held) or not request.user.has_perm(
            "wagtailadmin.access_admin"
        ):
            return no_post_for(request, Action.PUBLISH)
        return view(request, *args, **kwargs)

    guarded.entrance = f"mandated:{Action.PUBLISH}"  # type: ignore[attr-defined]
    return guarded


def _for_one_reader(answer: HttpResponseBase) -> HttpResponseBase:
    """
    No cache in between keeps a staff page, and the browser asks again before it shows one after signing out.
    """
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and then back; after a form was sent, back to the page that holds the form."""
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request"):
        sender = urlsplit(request.headers.get("Referer", ""))
        back = (
            sender.path + (f"?{sender.query}" if sender.query else "")
            if sender.netloc == request.get_host()
            else "/"
        )
    answer = redirect_to_login(back)
    return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer


def no_post_for(request: HttpRequest, action: Action) -> HttpResponse:
    """
    The page for a signed-in user whose posts do not entitle them to an action anywhere. It names the action
    and whom to ask.
    """
    return render(request, "web/no_post.html", {"wanted": ACTION_NAMES[action]}, status=403)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The association creates accounts; a visitor cannot sign up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The account name or the password is not right. Check both, then try again."
        ),
        "too_many_login_attempts": _("Too many attempts to sign in. Wait five minutes, then try again."),
        "account_inactive": _("This account is closed. Ask the office of your unit's association."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("web:account")
