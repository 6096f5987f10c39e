"""The pages of a unit's public site, who answers for it, and how often its pages were read."""

from khuyenhoc.interfaces.portal.models.article import ArticlePage
from khuyenhoc.interfaces.portal.models.home import HomePage
from khuyenhoc.interfaces.portal.models.recent import PageOpened, ReaderSeen
from khuyenhoc.interfaces.portal.models.site_settings import SiteIdentity, missing_compulsory
from khuyenhoc.interfaces.portal.models.visit_day import VisitDay

__all__ = [
    "ArticlePage",
    "HomePage",
    "PageOpened",
    "ReaderSeen",
    "SiteIdentity",
    "VisitDay",
    "missing_compulsory",
]
