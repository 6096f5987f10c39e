from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "khuyenhoc.domain.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"
