"""An article begun from an issued report in one press: a draft whose every number is a key of the report."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.domain.reporting.rules.content import Number, PackContent, Paragraph, from_json
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.portal.models import ArticlePage, HomePage


@require_POST
def begin(request: HttpRequest, *, pack: int) -> HttpResponse:
    """Begin an article from an issue on the first site where the account may write, and open it."""
    account = request.user
    if not isinstance(account, Account):
        raise PermissionDenied
    issue = get_object_or_404(IssuedPack.objects.select_related("cluster"), pk=pack)
    year = organisation.cluster_year(issue.cluster.key, issue.year)
    mandate = permissions.mandate(account=account, action=Action.PUBLISH, on=timezone.localdate())
    homes = [
        home
        for home in HomePage.objects.order_by("path")
        if home.permissions_for_user(account).can_add_subpage()
    ]
    if not homes or not organisation.may_see(mandate, year, organisation.members(year)):
        raise PermissionDenied
    article = draft(issue, from_json(issue.content), account)
    homes[0].add_child(instance=article)
    article.save_revision(user=account)
    messages.success(
        request, _("A draft was begun from the report. Its numbers are keys: they say where they come from.")
    )
    return redirect("wagtailadmin_pages:edit", article.pk)


def draft(issue: IssuedPack, content: PackContent, account: Account) -> ArticlePage:
    """The words of the report as an article that is not published, bound to the issue."""
    title = content.letterhead.abstract
    return ArticlePage(
        title=title, lead=title, body=list(_body(content)), pack=issue, owner=account, live=False
    )


def _body(content: PackContent) -> Iterator[tuple[str, str]]:
    for section in content.sections:
        if section.title:
            yield "heading", section.title
        for block in section.blocks:
            if isinstance(block, Paragraph):
                runs = (f"[[{run.source}]]" if isinstance(run, Number) else escape(run) for run in block.runs)
                yield "paragraph", f"<p>{''.join(runs)}</p>"
