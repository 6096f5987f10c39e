from django.apps import AppConfig


class EmulationConfig(AppConfig):
    name = "khuyenhoc.domain.emulation"
    label = "emulation"
    default_auto_field = "django.db.models.BigAutoField"
