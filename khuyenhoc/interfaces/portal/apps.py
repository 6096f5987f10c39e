from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "khuyenhoc.interfaces.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
