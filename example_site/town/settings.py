"""The settings of an ordinary Wagtail site; what the suite adds is marked „wagtail_civic“."""

import os
from pathlib import Path

import django

from town.database import database

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or ("only-for-development" if DEBUG else "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "home",
    # wagtail_civic: core is always there, the others as the municipality likes
    "wagtail_civic.core",
    "wagtail_civic.documents",
    "wagtail_civic.acts",
    "wagtail_civic.sessions",
    "wagtail_civic.petitions",
    "wagtail_civic.sms",
    "wagtail_civic.budget",
    "wagtail_civic.news",
    "django_q",
    # Wagtail
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
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
    # Django
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wagtail_civic.core.middleware.MkhedruliMiddleware",
    "town.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "town.urls"
WSGI_APPLICATION = "town.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Django 6.1 asks for it beside the search index of Wagtail (postgres.E005).
    INSTALLED_APPS.append("django.contrib.postgres")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages and time

LANGUAGE_CODE = "ka"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ka", "ქართული"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ka", "ქართული"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Tbilisi"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))

# Wagtail

WAGTAIL_SITE_NAME = "Chaieti"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://localhost:8000")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"),
    *("jpg", "png"),  # photographs that citizens attach to petitions
]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no editor's address goes to another company

# Security: players that a page may frame after the visitor's click, and no others

PLAYERS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://www.facebook.com",
    *os.environ.get("PEERTUBE_HOSTS", "https://tube.chaieti.example").split(),
]
EDITORS_PATHS = ("/admin/", "/django-admin/")
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Without DEBUG, Django tells nobody why a page failed; here the log of the web server says it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"in_service": {"()": "django.utils.log.RequireDebugFalse"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["in_service"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Messages: into a folder of files if one is named (and shown at /outbox/), else on the console

DEFAULT_FROM_EMAIL = "noreply@chaieti.example"
MESSAGES_DIR = os.environ.get("MESSAGES_DIR", "")
MAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "filebased" if MESSAGES_DIR else "console"
)
MAIL_OPTIONS = {"file_path": str(Path(MESSAGES_DIR, "mail"))} if MESSAGES_DIR else {}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": MAIL_BACKEND, "OPTIONS": MAIL_OPTIONS}}
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL_BACKEND, MAIL_OPTIONS.get("file_path")

# The worker: database as broker; a task may run 10 minutes and is tried three times

Q_CLUSTER = {
    "name": "chaieti",
    "orm": "default",
    "workers": int(os.environ.get("WORKERS", "2")),
    "timeout": 600,
    "retry": 720,
    "max_attempts": 3,
    "poll": 1,
    "catch_up": False,
    "save_limit": 1000,
    "label": "worker",
}

# wagtail_civic: no setting is needed to start; outside DEBUG it asks for its keys

WAGTAIL_CIVIC = {}
if MESSAGES_DIR and "wagtail_civic.sms" in INSTALLED_APPS:
    folder = str(Path(MESSAGES_DIR, "sms"))
    file_gateway = {"BACKEND": "wagtail_civic.sms.gateways.file.FileGateway", "FOLDER": folder}
    WAGTAIL_CIVIC["SMS_GATEWAYS"] = {"file": file_gateway}
    WAGTAIL_CIVIC["SMS_GATEWAY"] = "file"
for key in ("LOOKUP_KEYS", "ENCRYPTION_KEYS"):
    if os.environ.get(key):
        WAGTAIL_CIVIC[key] = os.environ[key].split(",")
