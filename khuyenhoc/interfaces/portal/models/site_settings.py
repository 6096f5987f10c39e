"""Who answers for a site: the data its pages must carry by law, and what else stands in its head and foot."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

COMPULSORY = (
    "managing_organisation",
    "superior_organisation",
    "contact_address",
    "email",
    "telephone",
    "responsible_person",
)
"""Decree 174/2026/NĐ-CP, Article 93.1: a home page that lacks or misstates one of these six is fined."""


@register_setting(icon="site")
class SiteIdentity(BaseSiteSetting):  # type: ignore[misc]
    """A site's name, its six compulsory data, and its place in the portal above it."""

    unit = models.ForeignKey(
        "organisation.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    site_name = models.CharField(_("name of the site"), max_length=200)
    managing_organisation = models.CharField(_("managing organisation"), max_length=200)
    superior_organisation = models.CharField(
        _("superior organisation"), max_length=200, help_text=_("Write “Không có” if there is none.")
    )
    contact_address = models.CharField(_("contact address"), max_length=300)
    email = models.EmailField(_("e-mail"))
    telephone = models.CharField(_("telephone"), max_length=60)
    responsible_person = models.CharField(_("person responsible for the content"), max_length=160)
    identity_note = models.CharField(
        _("note on these data"),
        max_length=300,
        blank=True,
        help_text=_("Shown under them, for example that some are for demonstration only."),
    )
    superior_portal_name = models.CharField(_("name of the portal above"), max_length=200, blank=True)
    superior_portal_url = models.URLField(_("address of the portal above"), blank=True)
    attribution_rule = models.CharField(_("rule for those who quote"), max_length=300, blank=True)
    copyright_holder = models.CharField(_("copyright holder"), max_length=200, blank=True)
    ipv6_logo_id = models.CharField(
        _("number of the IPv6 mark"),
        max_length=80,
        blank=True,
        help_text=_("As given by the IPv6 programme after its test. Without a number no mark is shown."),
    )
    emblem = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("emblem"),
    )

    panels = [
        FieldPanel("unit"),
        FieldPanel("site_name"),
        MultiFieldPanel(
            [*(FieldPanel(name) for name in COMPULSORY), FieldPanel("identity_note")],
            heading=_("Required by law on every page"),
        ),
        MultiFieldPanel(
            [FieldPanel("superior_portal_name"), FieldPanel("superior_portal_url")], heading=_("Part of")
        ),
        FieldPanel("attribution_rule"),
        FieldPanel("copyright_holder"),
        FieldPanel("ipv6_logo_id"),
        FieldPanel("emblem"),
    ]

    class Meta:
        verbose_name = _("Identity of the site")

    def __str__(self) -> str:
        return self.site_name


def missing_compulsory(site: Site) -> list[str]:
    """
    What a site still owes of the six data, by the names the settings page gives them (Decree 174/2026/NĐ-CP,
    Article 93.1).
    """
    identity = SiteIdentity.objects.filter(site=site).first() or SiteIdentity(site=site)
    return [_label(name) for name in COMPULSORY if not getattr(identity, name).strip()]


def _label(name: str) -> str:
    return str(SiteIdentity._meta.get_field(name).verbose_name)
