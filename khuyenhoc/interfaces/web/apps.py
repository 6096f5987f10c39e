from django.apps import AppConfig
from django.utils.translation import get_language, gettext

from khuyenhoc.foundation.values.wording import translate_with


class WebConfig(AppConfig):
    name = "khuyenhoc.interfaces.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        translate_with(gettext, get_language)
