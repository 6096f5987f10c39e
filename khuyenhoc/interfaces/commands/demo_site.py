"""The demo's public site, and what public sites still owe."""

from __future__ import annotations

from wagtail.models import Site

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.logs import failures_alone
from khuyenhoc.interfaces.portal.models.site_settings import missing_compulsory
from khuyenhoc.interfaces.portal.publishing import publish_review_article

SITE_UNIT = "thach-an"


def publish(issued: IssuedPack) -> None:
    """The article of the founding case, bound to the issued pack; doing it again changes nothing."""
    with failures_alone():
        publish_review_article(pack=issued, site_unit=Unit.objects.get(key=SITE_UNIT))


def missing_compulsory_data() -> list[str]:
    """The compulsory data a site lacks, with the site's name where there are several."""
    sites = list(Site.objects.all())
    return [
        name if len(sites) == 1 else f"{site}: {name}" for site in sites for name in missing_compulsory(site)
    ]
