"""A host unlike the one of the other tests: made as ``wagtail start`` does, then bent.

Its own user, image and document models, everything below a prefix, a sub-locale, two towns,
hashed static files, no wagtail-localize.
"""

import os
from pathlib import Path

import django

from tests.settings import database

HERE = Path(__file__).parent

SECRET_KEY = "for-tests-only-9876543210-abcdefghijklmnopqrstuvwxyz"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.plainsite.urls"

INSTALLED_APPS = [
    "tests.plainsite.home",
    "tests.plainsite.media",
    "tests.plainsite.people",
    "wagtail_civic.core",
    "wagtail_civic.documents",
    "wagtail_civic.acts",
    "wagtail_civic.sessions",
    "wagtail_civic.petitions",
    "wagtail_civic.sms",
    "wagtail_civic.budget",
    "wagtail_civic.news",
    "django_q",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Staff"
WAGTAILIMAGES_IMAGE_MODEL = "media.TownImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.TownDocument"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "ka"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ka", "ქართული"), ("en-gb", "English")]
WAGTAIL_I18N_ENABLED = True
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Tbilisi"

# Relative addresses: Django puts them below the prefix of a host that is mounted below one.
STATIC_URL = "static/"
MEDIA_URL = "media/"
STATIC_ROOT = HERE / "var" / "static"
MEDIA_ROOT = HERE / "var" / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}

WAGTAIL_SITE_NAME = "Plain town"
WAGTAILADMIN_BASE_URL = "https://plain.example"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "no-reply@plain.example"

Q_CLUSTER = {"name": "plain", "orm": "default", "timeout": 60, "retry": 90, "max_attempts": 2}
WAGTAIL_CIVIC = {
    "JOBS_SYNC": True,
    "FORM_MINIMUM_SECONDS": 0,
    "NEWS_PAGE_MODEL": "home.PhotoNewsPage",
    "LOOKUP_KEYS": ["lookup-key-for-tests-9876543210fedcba"],
    "ENCRYPTION_KEYS": ["encryption-key-for-tests-9876543210fedcba"],
}
