"""
The one settings file. What differs between machines is read from the environment and fails loudly when it is
wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

from khuyenhoc.config import environment
from khuyenhoc.config.database import database_settings
from khuyenhoc.config.secrets import secret_key

BASE = Path(__file__).resolve().parents[2]
PACKAGE = BASE / "khuyenhoc"
VAR = Path(environment.text("KHUYENHOC_VAR", str(BASE / "var"))).absolute()

DEBUG = environment.flag("KHUYENHOC_DEBUG", False)
SECRET_KEY = secret_key(VAR)
ALLOWED_HOSTS = environment.text("KHUYENHOC_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in environment.text("KHUYENHOC_ORIGINS", "").split(",") if origin]
PUBLIC_ADDRESS = environment.text("KHUYENHOC_ADDRESS", "http://localhost:8000")

INSTALLED_APPS = [
    "khuyenhoc.foundation.audit",
    "khuyenhoc.foundation.analytics",
    "khuyenhoc.foundation.waiting",
    "khuyenhoc.domain.organisation",
    "khuyenhoc.domain.people",
    "khuyenhoc.domain.learning",
    "khuyenhoc.domain.figures",
    "khuyenhoc.domain.emulation",
    "khuyenhoc.domain.reporting",
    "khuyenhoc.interfaces.commands",
    "khuyenhoc.interfaces.web",
    "khuyenhoc.interfaces.portal",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.embeds",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "khuyenhoc.interfaces.logs.RequestLog",
    "khuyenhoc.interfaces.portal.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "khuyenhoc.interfaces.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "khuyenhoc.interfaces.web.tree_at_once.OneLookAtTheTree",
]

ROOT_URLCONF = "khuyenhoc.config.urls"
WSGI_APPLICATION = "khuyenhoc.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "interfaces" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "khuyenhoc.interfaces.web.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": database_settings(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "khuyenhoc.interfaces.web.access.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 15 * 60
"""Seconds without a request after which an account is signed out (level-2 systems: at most 15 minutes)."""
SESSION_ENGINE = "khuyenhoc.interfaces.web.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.startswith("https://")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["khuyenhoc.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "interfaces" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
"""Shared by all processes: attempts to sign in are counted in it, and Wagtail keeps its sites' addresses."""
PUBLISHED = VAR / "published"
"""Grows by a byte whenever anything is published; processes throw their kept pages away then."""

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
"""
`jobs` are our own and run in the worker (`interfaces.jobs`). Wagtail's small tasks use the default and run at
once, as before: an editor sees their result in the next page.
"""

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
"""An evening's sheets are typed in one grid: 500 titles of some twenty marks each."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

WAGTAIL_SITE_NAME = "Khuyến học"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

SNAPSHOTS = VAR / "snapshots"
OWN_TEMPLATES = VAR / "templates"
"""Word templates an office changed, by the names they have under data/."""
ANALYTICS_ENGINE = environment.text("KHUYENHOC_ENGINE", "duckdb")

SLOW_REQUEST_MS = environment.number("KHUYENHOC_SLOW_MS", 1000)
"""Milliseconds from which on a request is reported."""
_LOG = environment.choice("KHUYENHOC_LOG", "", ("json", "text"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "khuyenhoc.interfaces.logs.JsonLines"},
        "text": {"()": "khuyenhoc.interfaces.logs.TextLines"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": _LOG or ("text" if sys.stderr.isatty() else "json"),
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "khuyenhoc": {"level": "INFO" if _LOG else "WARNING"},
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # its warnings quote the address of each page that is not there
    },
}

ROOMS_THAT_FOLLOW = [
    "khuyenhoc.domain.people.following",
    "khuyenhoc.domain.learning.following",
    "khuyenhoc.domain.emulation.following",
    "khuyenhoc.domain.figures.following",
]
"""
The rooms that say what becomes of what they keep when units are merged, split or dissolved
(`organisation.following`).
"""
ROOMS_THAT_COUNT = ["khuyenhoc.domain.people.countable", "khuyenhoc.domain.learning.countable"]
"""The rooms whose register rows become figures (`organisation.countable`)."""
